import Ranking
import Sessions
import Telemetry
import Testing

@Suite("What nodes tell each other of their journals, as text")
struct JournalEntryTextTests {
    private func entry(_ name: String, optionals: Bool) throws -> JournalEntry {
        let session = try #require(SessionID("song-1"))
        return JournalEntry(
            events: [
                TelemetryEvent(
                    eventID: name, kind: .undo, setID: name, sample: SampleID(name), rank: 50, session: session,
                    occurredAt: UnixTime(-0.1), receivedAt: UnixTime(1_795_791_092.554_229_3),
                    dwellMilliseconds: optionals ? Int.max >> 11 : nil, metadata: optionals ? "{\"a\":\"\\\"\"}" : nil)
            ],
            impressions: [
                Impression(
                    setID: name, session: session, revision: 1 << 53, mode: .rules, experiment: optionals ? name : nil,
                    arm: optionals ? name : nil, at: UnixTime(1e300),
                    items: [
                        .init(rank: 1, sample: SampleID(name), score: 0.1 + 0.2, source: .trending),
                        .init(rank: 2, sample: SampleID("b"), score: .leastNonzeroMagnitude, source: .musicnn),
                    ]),
                Impression(
                    setID: "empty", session: session, revision: 0, mode: .fusion, experiment: nil, arm: nil,
                    at: UnixTime(0), items: []),
            ])
    }

    private static let names = ["plain", "", "\"quoted\\\"", "line\nbreak\r\t\0", "\u{2028}", "Zürich 🥁", "{", "a{"]

    @Test("every entry reads back as it was", arguments: names)
    func roundTrip(name: String) throws {
        for optionals in [true, false] {
            let entry = try entry(name, optionals: optionals)
            #expect(try JournalEntry(jsonText: entry.jsonText) == entry)
        }
        #expect(try JournalEntry(jsonText: JournalEntry().jsonText) == JournalEntry())
    }

    @Test("what a node before this one wrote is read, and what a later one adds is passed over")
    func otherVersions() throws {
        let text = """
            {"impressions":[{"setID":"01M8","session":{"rawValue":"load-998"},"arm":"fusion","mode":"fusion",\
            "at":1795791092.5542293,"revision":10,"experiment":"fusion-vs-rules","items":[{"score":0.2965861148951404,\
            "source":"rules","sample":"023b","rank":1}],"later":[1]}],"events":[{"eventID":"a\\/b","rank":3,\
            "kind":"recommendation.view","setID":"01M8","sample":"023b","session":{"rawValue":"load-998"},\
            "occurredAt":1,"receivedAt":2.5,"metadata":null}],"later":{}}
            """
        let session = try #require(SessionID("load-998"))
        #expect(
            try JournalEntry(jsonText: text)
                == JournalEntry(
                    events: [
                        TelemetryEvent(
                            eventID: "a/b", kind: .view, setID: "01M8", sample: SampleID("023b"), rank: 3,
                            session: session, occurredAt: UnixTime(1), receivedAt: UnixTime(2.5))
                    ],
                    impressions: [
                        Impression(
                            setID: "01M8", session: session, revision: 10, mode: .fusion,
                            experiment: "fusion-vs-rules", arm: "fusion", at: UnixTime(1_795_791_092.554_229_3),
                            items: [
                                .init(rank: 1, sample: SampleID("023b"), score: 0.296_586_114_895_140_4, source: .rules)
                            ])
                    ]))
    }

    @Test("what is not an entry is refused by the member that is wrong")
    func refused() throws {
        let whole = try entry("x", optionals: true).jsonText
        func error(_ from: String, _ to: String) -> JournalEntryError? {
            #expect(throws: JournalEntryError.self) {
                try JournalEntry(jsonText: whole.replacing(from, with: to, maxReplacements: 1))
            }
        }
        #expect(error("\"rank\":50", "\"rank\":0.5") == .member("rank"))
        #expect(error("recommendation.undo", "recommendation.buy") == .member("kind"))
        #expect(error("\"rawValue\":\"song-1\"", "\"rawValue\":\"song 1\"") == .member("session"))
        #expect(error("\"items\":[", "\"items\":[7,") == .member("items"))
        #expect(error("\"score\":", "\"score\":null,\"_\":") == .member("score"))
        #expect(throws: JournalEntryError.member("entry")) { try JournalEntry(jsonText: "[]") }
        guard case .syntax = error("]}", "") else {
            Issue.record("half an entry is no JSON")
            return
        }
    }
}

import AttuneServer
import Library
import Music
import Ranking
import Sessions
import Telemetry
import Testing

@Suite("Bodies")
struct BodyParsingTests {
    private let now = UnixTime(1_800_000_000)
    private let opened =
        #"{"event_id":"e","event":"recommendation.accept","set_id":"s","sample_id":"a","rank":1,"#
        + #""occurred_at":"2026-11-21T11:03:25.250+01:00","session_id":"song""#

    private func events(_ bodies: String...) throws -> [TelemetryEvent] {
        try TelemetryBatch.events(
            parsing: JSONValue(jsonText: #"{"events":[\#(bodies.joined(separator: ","))]}"#), receivedAt: now)
    }

    @Test("an event is read with its offset, its fraction and the client's own object")
    func event() throws {
        let read = try #require(try events(opened + #","dwell_ms":12,"metadata":{"b":1,"a":[true]}}"#).first)
        #expect(read.occurredAt == UnixTime(1_795_255_405.25))
        #expect(read.kind == .accept)
        #expect(read.dwellMilliseconds == 12)
        #expect(read.metadata == #"{"a":[true],"b":1}"#)
        #expect(read.receivedAt == now)
    }

    @Test(
        "one bad event refuses the batch and is named",
        arguments: [
            (#","rank":1}"#, #""rank":1"#, #""rank":0"#, "events[1].rank"),
            ("}", "recommendation.accept", "recommendation.love", "events[1].event"),
            ("}", "+01:00", "", "events[1].occurred_at"),
            ("}", "11-21", "02-30", "events[1].occurred_at"),
            ("}", #""session_id":"song""#, #""session_id":"s p""#, "events[1].session_id"),
            ("}", #""event_id":"e""#, #""event_id":"""#, "events[1].event_id"),
            (#","extra":1}"#, "x", "x", "events[1].extra"),
            (#","metadata":[]}"#, "x", "x", "events[1].metadata"),
            (#","dwell_ms":1.5}"#, "x", "x", "events[1].dwell_ms"),
        ])
    func badEvent(end: String, old: String, new: String, field: String) {
        let end = end == #","rank":1}"# ? "}" : end
        let error = #expect(throws: InvalidRequest.self) {
            try events(opened + "}", opened.replacing(old, with: new) + end)
        }
        #expect(error?.problems.map(\.field) == [field])
    }

    @Test(
        "a number that cannot be is told the range that holds",
        arguments: [
            ("}", #""rank":1.5"#, "a whole number from 1 to 50"), ("}", #""rank":51"#, "a whole number from 1 to 50"),
            (#","dwell_ms":null}"#, #""rank":1"#, "a whole number from 0 to 86400000"),
        ])
    func range(end: String, rank: String, accepted: String) {
        let error = #expect(throws: InvalidRequest.self) {
            try events(opened.replacing(#""rank":1"#, with: rank) + end)
        }
        #expect(error?.problems.map { $0.detail.contains(accepted) } == [true])
    }

    @Test("a batch holds at least one event and is an object")
    func emptyBatch() throws {
        #expect(throws: InvalidRequest.self) { try events() }
        #expect(throws: InvalidRequest.self) { try TelemetryBatch.events(parsing: .array([]), receivedAt: now) }
        #expect(throws: InvalidRequest.self) { try TelemetryBatch.events(parsing: .object([:]), receivedAt: now) }
    }

    @Test("a correction keeps what it does not name and takes back what it nulls")
    func correction() throws {
        let correction = try Correction(
            parsing: JSONValue(jsonText: #"{"bpm":null,"key":"Am","moods":["Dark","dark "]}"#))
        #expect(correction.bpm == .some(nil))
        #expect(correction.key == .some(Key(tonic: PitchClass(9), mode: .minor)))
        #expect(correction.role == nil)
        #expect(correction.moods == .some(Tag("dark").map { [$0] }))
    }

    @Test("a correction names what is wrong", arguments: ["bpm", "key", "role", "moods", "name"])
    func badCorrection(field: String) {
        let error = #expect(throws: InvalidRequest.self) { try Correction(parsing: .object([field: .number(7)])) }
        #expect(error?.problems.map(\.field) == [field])
    }

    @Test("an experiment needs arms and fills in the rest")
    func experiment() throws {
        let body = try JSONValue(
            jsonText: #"{"arms":[{"name":"a","mode":"fusion"},{"name":"b","mode":"rules","weight":3,"#
                + #""weights":{"tempo":0.4,"key":null}}]}"#)
        let experiment = try Experiment(named: "x", parsing: body)
        #expect(experiment.salt == "x")
        #expect(experiment.enabled)
        #expect(experiment.traffic == 1)
        #expect(experiment.arms.map(\.weight) == [1, 3])
        #expect(experiment.arms.map(\.weights) == [[:], [.tempo: 0.4]])
    }

    @Test(
        "an experiment names what is wrong",
        arguments: [
            (#"{"arms":[]}"#, "arms"), ("{}", "arms"), (#"{"arms":[{"name":"a"}]}"#, "arms[0].mode"),
            (#"{"arms":[{"name":"A","mode":"rules"}]}"#, "arms[0].name"),
            (#"{"arms":[{"name":"a","mode":"rules","weight":0}]}"#, "arms[0].weight"),
            (#"{"arms":[{"name":"a","mode":"rules"},{"name":"a","mode":"rules"}]}"#, "arms[1].name"),
            (#"{"arms":[{"name":"a","mode":"rules"}],"traffic":2}"#, "traffic"),
            (#"{"arms":[{"name":"a","mode":"rules","weights":{"tempo":2.5}}]}"#, "arms[0].weights.tempo"),
            (#"{"arms":[{"name":"a","mode":"rules","weights":{"tempi":1}}]}"#, "arms[0].weights.tempi"),
            (#"{"arms":[{"name":"a","mode":"rules","weights":[1]}]}"#, "arms[0].weights"),
            (#"{"arms":[{"name":"a","mode":"rules"}],"on":true}"#, "on"),
        ])
    func badExperiment(body: String, field: String) throws {
        let json = try JSONValue(jsonText: body)
        let error = #expect(throws: InvalidRequest.self) { try Experiment(named: "x", parsing: json) }
        #expect(error?.problems.map(\.field) == [field])
    }
}

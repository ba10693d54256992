import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("Resuming a stream", .timeLimit(.minutes(1)))
struct ResumeTests {
    struct Outcome: Sendable, CustomTestStringConvertible {
        var cursor: String
        /// `event data` after `hello`, the reset's data shortened to its reason.
        var frames: [String]
        var testDescription: String { cursor }
    }

    /// The feed holds 1 context a, 2 library, 3 suggestions a, 4 experiment a, 5 context b, 6 library, 7 context a; capacity 6.
    static let outcomes = [
        Outcome(cursor: "k3ZbQ9xA-7", frames: []),
        Outcome(cursor: "k3ZbQ9xA-6", frames: ["context 7"]),
        Outcome(cursor: "k3ZbQ9xA-5", frames: ["library 6", "context 7"]),
        Outcome(cursor: "k3ZbQ9xA-3", frames: ["experiment 4", "library 6", "context 7"]),
        Outcome(cursor: "k3ZbQ9xA-2", frames: ["suggestions 3", "experiment 4", "library 6", "context 7"]),
        Outcome(cursor: "k3ZbQ9xA-1", frames: ["reset expired", "suggestions 3", "context 7"]),
        Outcome(cursor: "k3ZbQ9xA-0", frames: ["reset expired", "suggestions 3", "context 7"]),
        Outcome(cursor: "k3ZbQ9xA-8", frames: ["reset ahead", "suggestions 3", "context 7"]),
        Outcome(cursor: "AAAAAAAA-7", frames: ["reset other_epoch", "suggestions 3", "context 7"]),
        Outcome(cursor: "garbage\"\r\n", frames: ["reset malformed", "suggestions 3", "context 7"]),
        Outcome(cursor: "", frames: ["suggestions 3", "context 7"]),
    ]

    @Test("every cursor has its outcome, in one write, after hello", arguments: outcomes)
    func outcome(_ outcome: Outcome) async throws {
        let fixture = try Fixture(capacity: 6)
        fixture.publish(.context("a"), "1")
        fixture.publish(.library, "2")
        fixture.publish(.suggestions("a"), "3")
        fixture.publish(.experiment("a"), "4")
        fixture.publish(.context("b"), "5")
        fixture.publish(.library, "6")
        fixture.publish(.context("a"), "7")
        let events = try await fixture.watch("a", from: outcome.cursor).events()
        #expect(events.first?.event == "hello")
        let frames = events.dropFirst().map { event in
            guard event.event == "reset" else { return "\(event.event) \(event.data)" }
            let reason = event.data.split(separator: "\"").dropFirst(3).first ?? ""
            return "reset \(reason)"
        }
        #expect(frames == outcome.frames)
        #expect(events.last?.id == "k3ZbQ9xA-7")
    }

    @Test("a reset says why, from where and which epoch it is now")
    func reset() async throws {
        let fixture = try Fixture()
        let events = try await fixture.watch("a", from: "x\"y").events()
        #expect(events.last?.data == #"{"reason":"malformed","from":"x\"y","epoch":"k3ZbQ9xA"}"#)
        #expect(fixture.feed.statistics().resets == [.malformed: 1])
    }

    /// A session's state and the events seen, as one client knows them.
    struct Knowledge: Equatable {
        var state: [String: String] = [:]
        var events: [String] = []
        var repeats = 0
        var cursor: String?

        mutating func learn(_ event: SSEEvent) {
            switch event.event {
            case "context", "suggestions":
                let topic = "\(event.event) \(event.data.prefix(1))"
                if state[topic] == event.data { repeats += 1 }
                state[topic] = event.data
            case "library", "experiment": events.append(event.data)
            default: break
            }
            cursor = event.id.isEmpty ? cursor : event.id
        }
    }

    @Test("any prefix of a stream and a resume are the whole stream", arguments: 0..<40)
    func prefixes(seed: UInt64) async throws {
        var random = Seeded(seed)
        let fixture = try Fixture(capacity: 1000)
        var client = Knowledge()
        var truth: [String: String] = [:]
        var events: [String] = []
        for number in 0..<30 {
            for _ in 0..<Int.random(in: 0...6, using: &random) { publish(number, fixture, &truth, &events, &random) }
            let stream = fixture.watch("a", "b", from: client.cursor)
            if client.cursor == nil { events = [] }
            var decoder = SSEDecoder()
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                var bytes = try #require(await stream.next())
                let cut = Int.random(in: 0...bytes.readableBytes, using: &random)
                let isCut = Int.random(in: 0..<3, using: &random) == 0
                for event in try decoder.decode(isCut ? bytes.readSlice(length: cut) ?? bytes : bytes) {
                    client.learn(event)
                }
                if isCut { break }
                publish(number, fixture, &truth, &events, &random)
                fixture.clock.advance(by: .milliseconds(Int.random(in: 0...60, using: &random)))
                if fixture.feed.head.description == client.cursor { break }
                fixture.feed.sweepPaced()
                fixture.clock.advance(by: .milliseconds(60))
            }
        }
        let last = fixture.watch("a", "b", from: client.cursor)
        for event in try await last.events() { client.learn(event) }
        #expect(client.state == truth)
        #expect(client.events.suffix(events.count) == events[...])
        #expect(Set(client.events).count == client.events.count)
        #expect(client.repeats == 0)
    }

    private func publish(
        _ number: Int, _ fixture: Fixture, _ truth: inout [String: String], _ events: inout [String],
        _ random: inout Seeded
    ) {
        let session = Bool.random(using: &random) ? "a" : "b"
        let data = "\(session)\(fixture.feed.head.sequence)"
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            fixture.publish(.context(session), data)
            truth["context \(session)"] = data
        case 1:
            fixture.publish(.suggestions(session), data)
            truth["suggestions \(session)"] = data
        case 2:
            fixture.publish(.library, data)
            events.append(data)
        default:
            fixture.publish(.experiment(session), data)
            events.append(data)
        }
    }
}

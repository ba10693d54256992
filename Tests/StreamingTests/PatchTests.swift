import Foundation
import NIOCore
import SSEClient
import Streaming
import Testing

/// A made-up set, as the engine writes one.
struct MadeUpSet {
    var revision = 1
    var items: [(id: String, score: Int)] = []
    var tempo = 120

    var json: String {
        let list = items.enumerated().map { place, item in
            #"{"rank":\#(place + 1),"sample_id":"\#(item.id)","name":"na\"me, }] \#(item.id)","#
                + #""rationale":"Words about it that stay as they are, as most of a real suggestion does","#
                + #""score":\#(item.score),"reasons":[{"component":"tempo","points":\#(item.score),"text":"{,"}]}"#
        }
        return #"{"set_id":"S\#(revision)","session_id":"a","revision":\#(revision),"experiment":null,"#
            + #""context":{"bpm":\#(tempo)},"suggestions":[\#(list.joined(separator: ","))]}"#
    }

    /// A change like those a ranking makes: some leave, some come, some move, some are scored anew.
    mutating func change(using random: inout Seeded) {
        revision += 1
        if Bool.random(using: &random) { tempo = Int.random(in: 60...180, using: &random) }
        for _ in 0..<Int.random(in: 0...3, using: &random) where !items.isEmpty {
            items.remove(at: Int.random(in: items.indices, using: &random))
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let id = "s\(Int.random(in: 0..<40, using: &random))"
            guard !items.contains(where: { $0.id == id }) else { continue }
            items.insert((id, revision), at: Int.random(in: 0...items.count, using: &random))
        }
        if Int.random(in: 0..<3, using: &random) == 0 { items.shuffle(using: &random) }
        for place in items.indices where Int.random(in: 0..<4, using: &random) == 0 { items[place].score = revision }
    }
}

/// What a program that watches one session with `delta=1` holds.
struct PatchingClient {
    private(set) var set: NSDictionary?
    private(set) var patches = 0
    private(set) var wholes = 0

    mutating func learn(_ event: SSEEvent) throws {
        guard event.event == "suggestions" || event.event == "patch" else { return }
        let data = try #require(
            try JSONSerialization.jsonObject(with: Data(event.data.utf8)) as? [String: Any], "\(event.data)")
        if event.event == "suggestions" {
            set = data as NSDictionary
            wholes += 1
        } else {
            let held = try #require(set as? [String: Any])
            #expect(data["base"] as? String == held["set_id"] as? String)
            let ops = try #require(data["ops"] as? [[String: Any]])
            set = try PatchApplier.apply(ops, to: held) as? NSDictionary
            #expect(data["revision"] as? Int == set?["revision"] as? Int)
            patches += 1
        }
    }
}

@Suite("Patches", .timeLimit(.minutes(1)))
struct PatchTests {
    /// Past the pacing of what was sent last.
    private func rest(_ fixture: Fixture) { fixture.clock.advance(by: .milliseconds(60)) }

    private func watch(_ fixture: Fixture, from cursor: String? = nil, format: StreamFormat = .sse) -> Subscription {
        fixture.feed.subscribe(
            StreamOptions(sessions: .only(["a"]), lastEventID: cursor, format: format, patches: true))
    }

    @Test("the first list is whole, and a small change to it is a patch with the new list's id")
    func first() async throws {
        let fixture = try Fixture()
        var set = MadeUpSet(items: (0..<10).map { ("s\($0)", 1) })
        fixture.publish(.suggestions("a"), set.json)
        let stream = watch(fixture)
        #expect(try await stream.events().map(\.event) == ["hello", "suggestions"])
        rest(fixture)
        set.revision = 2
        set.items[3].score = 9
        fixture.publish(.suggestions("a"), set.json)
        let event = try #require(try await stream.events().first)
        #expect(event.event == "patch")
        #expect(event.id == "k3ZbQ9xA-2")
        #expect(
            event.data
                == #"{"session_id":"a","base":"S1","revision":2,"ops":["#
                + #"{"op":"replace","path":"/set_id","value":"S2"},{"op":"replace","path":"/revision","value":2},"#
                + #"{"op":"replace","path":"/suggestions/3/score","value":9},"#
                + #"{"op":"replace","path":"/suggestions/3/reasons/0/points","value":9}]}"#)
    }

    @Test("those who did not ask get whole lists; those who stand at the same list share one patch")
    func shared() async throws {
        let fixture = try Fixture()
        var set = MadeUpSet(items: (0..<10).map { ("s\($0)", 1) })
        fixture.publish(.suggestions("a"), set.json)
        let streams = [watch(fixture), watch(fixture), fixture.watch("a")]
        for stream in streams { _ = await stream.next() }
        rest(fixture)
        set.revision = 2
        fixture.publish(.suggestions("a"), set.json)
        var told: [SSEEvent] = []
        for stream in streams { told += try await stream.events() }
        #expect(told.map(\.event) == ["patch", "patch", "suggestions"])
        #expect(told[0].data == told[1].data)
        #expect(fixture.feed.statistics().delays.count == 3, "a list that leaves as a patch is counted as any other")
    }

    @Test("a list that has little in common with the one before comes whole")
    func larger() async throws {
        let fixture = try Fixture()
        fixture.publish(.suggestions("a"), MadeUpSet(items: (0..<10).map { ("s\($0)", 1) }).json)
        let stream = watch(fixture)
        _ = await stream.next()
        rest(fixture)
        fixture.publish(.suggestions("a"), MadeUpSet(revision: 2, items: (10..<20).map { ("s\($0)", 1) }).json)
        #expect(try await stream.events().map(\.event) == ["suggestions"])
    }

    @Test(
        "what is not a set of suggestions with ids is sent as it is",
        arguments: [
            "1", "[]", "{}",
            #"{"set_id":"S","session_id":"a","revision":2,"suggestions":[{"sample_id":1},{"sample_id":1}]}"#,
            #"{"set_id":"S","session_id":"a","revision":2,"suggestions":[{}]}"#,
            #"{"set_id":"S","session_id":"a","revision":2,"a/b":1,"suggestions":[]}"#, #"{"set_id":"#,
        ])
    func strange(json: String) async throws {
        let fixture = try Fixture()
        fixture.publish(.suggestions("a"), MadeUpSet(items: (0..<10).map { ("s\($0)", 1) }).json)
        let stream = watch(fixture)
        _ = await stream.next()
        rest(fixture)
        fixture.publish(.suggestions("a"), json)
        #expect(try await stream.told() == ["suggestions \(json)"])
    }

    @Test("lines of JSON are patched too")
    func lines() async throws {
        let fixture = try Fixture()
        var set = MadeUpSet(items: (0..<10).map { ("s\($0)", 1) })
        fixture.publish(.suggestions("a"), set.json)
        let stream = watch(fixture, format: .ndjson)
        _ = await stream.next()
        rest(fixture)
        set.revision = 2
        fixture.publish(.suggestions("a"), set.json)
        let line = String(buffer: try #require(await stream.next()))
        #expect(line.hasPrefix(#"{"id":"k3ZbQ9xA-2","event":"patch","data":{"session_id":"a","base":"S1","#))
    }

    @Test("whatever is conflated, cut or resumed, applying what came equals the newest list")
    func equality() async throws {
        var (patches, wholes) = (0, 0)
        for seed in 0..<30 {
            let client = try await follow(seed: UInt64(seed))
            patches += client.patches
            wholes += client.wholes
        }
        #expect(patches > 200 && wholes > 200, "\(patches) patches, \(wholes) whole lists")
    }

    /// A client through connections that are cut anywhere; returns it once it holds the newest list.
    private func follow(seed: UInt64) async throws -> PatchingClient {
        var random = Seeded(seed)
        let fixture = try Fixture(capacity: Int.random(in: 2...40, using: &random))
        var set = MadeUpSet(items: (0..<10).map { ("s\($0)", 1) })
        var client = PatchingClient()
        var cursor: String?
        for _ in 0..<12 {
            let stream = watch(fixture, from: cursor)
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                // A write that is handed out and cut somewhere: the client keeps what it read in full.
                let events = try await stream.events()
                let received = Int.random(in: 0..<20, using: &random) == 0 ? events.dropLast() : events[...]
                for event in received {
                    try client.learn(event)
                    if !event.id.isEmpty { cursor = event.id }
                }
                guard received.count == events.count else { break }
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    set.change(using: &random)
                    fixture.publish(.suggestions("a"), set.json)
                    if Bool.random(using: &random) { fixture.publish(.library, "1") }
                }
                fixture.clock.advance(by: .milliseconds(60))
            }
        }
        let last = watch(fixture, from: cursor)
        for event in try await last.events() { try client.learn(event) }
        let truth = try JSONSerialization.jsonObject(with: Data(set.json.utf8)) as? NSDictionary
        #expect(client.set == truth, "seed \(seed)")
        return client
    }
}

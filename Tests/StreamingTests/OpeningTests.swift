import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("Opening a stream", .timeLimit(.minutes(1)))
struct OpeningTests {
    @Test("an empty feed opens with retry and a hello at the head, in one write")
    func empty() async throws {
        let fixture = try Fixture()
        let bytes = String(buffer: try #require(await fixture.watch("a").next()))
        let pattern = try Regex(#"^retry: (\d+)\nid: k3ZbQ9xA-0\nevent: hello\ndata: (\{.*\})\n\n$"#)
        let match = try #require(bytes.wholeMatch(of: pattern))
        let retry = try #require(match.output[1].substring.flatMap { Int($0) })
        #expect((1500...3500).contains(retry))
        let hello = try #require(match.output[2].substring)
        #expect(hello.hasPrefix(#"{"epoch":"k3ZbQ9xA","seq":0,"session_ids":["a"],"ping_s":15,"max_age_s":"#))
        #expect(hello.hasSuffix(#","server":"attune"}"#))
    }

    @Test("the snapshot is the newest frame of each state topic, in the feed's order")
    func snapshot() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        fixture.publish(.suggestions("a"), "2")
        fixture.publish(.library, "3")
        fixture.publish(.context("b"), "4")
        fixture.publish(.context("a"), "5")
        let events = try await fixture.watch("a").events()
        #expect(events.map(\.data).dropFirst() == ["2", "5"])
        #expect(events.map(\.id) == ["k3ZbQ9xA-1", "k3ZbQ9xA-2", "k3ZbQ9xA-5"])
    }

    @Test("the snapshot's last frame leaves the client at the head")
    func lastIsHead() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        fixture.publish(.context("b"), "2")
        #expect(try await fixture.watch("a").events().map(\.id) == ["k3ZbQ9xA-0", "k3ZbQ9xA-2"])
    }

    @Test("a subscriber to everything gets every session, those to come included")
    func everything() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        let all = fixture.feed.subscribe(StreamOptions(sessions: .all))
        let opening = try await all.events()
        #expect(opening.first?.data.contains(#""session_ids":["*"]"#) == true)
        #expect(opening.map(\.data).dropFirst() == ["1"])
        fixture.publish(.suggestions("new"), "2")
        #expect(try await all.told() == ["suggestions 2"])
    }

    @Test("NDJSON brings the same frames, one object a line")
    func ndjson() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), #"{"x":1}"#)
        let stream = fixture.feed.subscribe(StreamOptions(sessions: .only(["a"]), format: .ndjson))
        let lines = String(buffer: try #require(await stream.next())).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix(#"{"id":"k3ZbQ9xA-0","event":"hello","data":{"epoch":"#) == true)
        #expect(lines.last == #"{"id":"k3ZbQ9xA-1","event":"context","data":{"x":1}}"#)
    }

    @Test("a session id cannot break out of the hello")
    func hostileSession() async throws {
        let fixture = try Fixture()
        let events = try await fixture.watch("a\"\n\ndata: x\r\u{1}\\").events()
        #expect(events.count == 1)
        #expect(events.first?.data.contains(#""session_ids":["a\"\n\ndata: x\r\u0001\\"]"#) == true)
    }

    @Test("an event name is cleaned before it reaches a frame")
    func hostileEvent() async throws {
        let fixture = try Fixture()
        fixture.feed.publish(.context("a"), event: "con\r\ntext\0", data: ByteBuffer(string: "1"))
        #expect(try await fixture.watch("a").events().map(\.event) == ["hello", "context"])
    }
}

import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("Too many streams, and tokens that expire", .timeLimit(.minutes(1)))
struct OverloadTests {
    private func watch(_ fixture: Fixture, as caller: String?, for lifetime: Duration? = nil) -> Subscription {
        fixture.feed.subscribe(StreamOptions(sessions: .only(["a"]), caller: caller, lifetime: lifetime))
    }

    @Test("a caller's stream over the cap ends the one that was served the longest ago, and no one else's")
    func displaced() async throws {
        let fixture = try Fixture { $0.maxStreamsPerCaller = 2 }
        let (first, second, other) = (watch(fixture, as: "ana"), watch(fixture, as: "ana"), watch(fixture, as: "bo"))
        for stream in [first, second, other] { _ = await stream.next() }
        fixture.publish(.context("a"), "1")
        // The second is behind: it has not taken the change.
        _ = await first.next()
        let third = watch(fixture, as: "ana")
        let bytes = String(buffer: try #require(await second.next()))
        let pattern = try Regex(#"(?s)^id: .*data: 1\n\nretry: (\d+)\nid: .*event: overloaded\ndata: (.*)\n\n$"#)
        let match = try #require(bytes.wholeMatch(of: pattern), "\(bytes)")
        #expect((5000...15000).contains(try #require(match.output[1].substring.flatMap { Int($0) })))
        #expect(match.output[2].substring == #"{"reason":"too_many_streams"}"#)
        #expect(await second.next() == nil)
        #expect(try await third.events().map(\.event) == ["hello", "context"])
        #expect(try await other.told() == ["context 1"])
        #expect(fixture.feed.subscribers == 3)
        #expect(fixture.feed.statistics().closes == [.displaced: 1])
    }

    @Test("of streams served alike the oldest goes; one on its way out does not count")
    func oldest() async throws {
        let fixture = try Fixture { $0.maxStreamsPerCaller = 2 }
        let streams = (0..<4).map { _ in watch(fixture, as: "ana") }
        for stream in streams.prefix(2) {
            #expect(try await stream.events().map(\.event) == ["hello", "overloaded"])
            #expect(await stream.next() == nil)
        }
        for stream in streams.suffix(2) { #expect(try await stream.events().map(\.event) == ["hello"]) }
    }

    @Test("a stream that is just being opened is not stale")
    func opening() async throws {
        let fixture = try Fixture { $0.maxStreamsPerCaller = 2 }
        fixture.publish(.context("a"), "1")
        let old = watch(fixture, as: "ana")
        _ = await old.next()
        let (new, newer) = (watch(fixture, as: "ana"), watch(fixture, as: "ana"))
        #expect(try await old.events().map(\.event) == ["overloaded"])
        for stream in [new, newer] { #expect(try await stream.events().map(\.event) == ["hello", "context"]) }
    }

    @Test("a reader that waits is woken to be ended")
    func woken() async throws {
        let fixture = try Fixture { $0.maxStreamsPerCaller = 1 }
        let first = watch(fixture, as: "ana")
        _ = await first.next()
        async let end = first.events()
        await fixture.feed.readersWait(1)
        let second = watch(fixture, as: "ana")
        #expect(try await end.map(\.event) == ["overloaded"])
        second.cancel()
    }

    @Test("nobody in particular is not capped")
    func anonymous() async throws {
        let fixture = try Fixture { $0.maxStreamsPerCaller = 1 }
        let streams = (0..<3).map { _ in watch(fixture, as: nil) }
        for stream in streams { #expect(try await stream.events().map(\.event) == ["hello"]) }
    }

    @Test("a full feed sends away, for 5 to 15 s, and takes again when somebody leaves")
    func full() async throws {
        let fixture = try Fixture { $0.maxStreams = 2 }
        let (first, second) = (fixture.watch("a"), fixture.watch("a"))
        for _ in 0..<20 { #expect((5000...15000).contains(try #require(fixture.feed.overloadDelay()))) }
        #expect(fixture.feed.statistics().refused == 20)
        first.cancel()
        #expect(fixture.feed.overloadDelay() == nil)
        second.cancel()
        #expect(
            String(buffer: SSEEncoder.overloaded(retryMilliseconds: 7000))
                == "retry: 7000\nevent: overloaded\ndata: {\"reason\":\"server_full\"}\n\n")
    }

    @Test("a stream ends with reauth when its token does")
    func reauth() async throws {
        let fixture = try Fixture()
        let stream = watch(fixture, as: "ana", for: .seconds(7))
        _ = await stream.next()
        async let events = stream.events()
        await fixture.feed.readersWait(1)
        fixture.clock.advance(by: .seconds(6.9))
        fixture.feed.sweepLifetimes()
        #expect(fixture.feed.statistics().waiting == 1)
        fixture.clock.advance(by: .seconds(1.1))
        fixture.feed.sweepLifetimes()
        let last = try #require(try await events.last)
        #expect(last.event == "reauth")
        #expect(last.data == #"{"reason":"token_expired"}"#)
        #expect(await stream.next() == nil)
    }

    @Test("a token that outlives the stream leaves it to its age")
    func longToken() async throws {
        let fixture = try Fixture { $0.maxAge = .seconds(10) }
        let stream = watch(fixture, as: "ana", for: .seconds(3600))
        _ = await stream.next()
        fixture.clock.advance(by: .seconds(11))
        #expect(try await stream.events().map(\.event) == ["bye"])
    }
}

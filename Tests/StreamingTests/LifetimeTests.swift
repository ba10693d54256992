import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("Heartbeats, ages and ends", .timeLimit(.minutes(1)))
struct LifetimeTests {
    @Test(
        "a silent stream beats after 15 s ± 10 %, with a comment and no blank line", arguments: [nil, 5, 60] as [Int?])
    func heartbeat(ping: Int?) async throws {
        let fixture = try Fixture { $0.maxAge = .seconds(3600) }
        let options = StreamOptions(sessions: .only(["a"]), pingSeconds: ping ?? 15)
        let interval = Duration.seconds(ping ?? 15)
        let stream = fixture.feed.subscribe(options)
        _ = await stream.next()
        for _ in 0..<10 {
            async let bytes = stream.next()
            await fixture.feed.readersWait(1)
            fixture.clock.advance(by: interval * 0.899)
            fixture.feed.sweepLifetimes()
            #expect(fixture.feed.statistics().waiting == 1)
            fixture.clock.advance(by: interval * 0.202)
            fixture.feed.sweepLifetimes()
            #expect(await bytes == ByteBuffer(string: ":\n"))
        }
    }

    @Test("a write puts the heartbeat off")
    func postponed() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.clock.advance(by: .seconds(13))
        fixture.publish(.context("a"), "1")
        _ = await stream.next()
        async let bytes = stream.next()
        await fixture.feed.readersWait(1)
        fixture.clock.advance(by: .seconds(13))
        fixture.feed.sweepLifetimes()
        #expect(fixture.feed.statistics().waiting == 1)
        fixture.clock.advance(by: .seconds(4))
        fixture.feed.sweepLifetimes()
        #expect(await bytes == ByteBuffer(string: ":\n"))
    }

    @Test("ping is kept within 5…60 s", arguments: [(0, 5), (-7, 5), (5, 5), (33, 33), (61, 60), (Int.max, 60)])
    func clamped(asked: Int, given: Int) {
        var options = StreamOptions(sessions: .all, pingSeconds: asked)
        #expect(options.pingSeconds == given)
        options.pingSeconds = asked
        #expect(options.pingSeconds == given)
    }

    @Test("hb events carry the time and the head, and move the cursor")
    func heartbeatEvents() async throws {
        let fixture = try Fixture()
        let stream = fixture.feed.subscribe(StreamOptions(sessions: .only(["a"]), heartbeatEvents: true))
        _ = await stream.next()
        fixture.publish(.context("b"), "1")
        fixture.clock.advance(by: .seconds(17))
        let events = try await stream.events()
        #expect(events.map(\.event) == ["hb"])
        #expect(events.first?.data == #"{"t":1700000000000,"head":"k3ZbQ9xA-1"}"#)
    }

    @Test("a stream ends between 0.8 and 1.0 of the maximum age, with its last frames, retry and bye")
    func maxAge() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        let hello = try await stream.events()
        #expect(hello.count == 1)
        fixture.clock.advance(by: .seconds(479))
        #expect(String(buffer: try #require(await stream.next())) == ":\n")
        fixture.publish(.context("a"), "1")
        fixture.clock.advance(by: .seconds(121))
        let last = String(buffer: try #require(await stream.next()))
        #expect(last.hasPrefix("id: k3ZbQ9xA-1\nevent: context\ndata: 1\n\nretry: "))
        #expect(last.hasSuffix("\nid: k3ZbQ9xA-1\nevent: bye\ndata: {\"reason\":\"max_age\"}\n\n"))
        #expect(await stream.next() == nil)
        #expect(await stream.next() == nil)
        #expect(fixture.feed.subscribers == 0)
        #expect(fixture.feed.statistics().closes == [.maxAge: 1])
    }

    @Test("retiring a session ends the streams of that session only, and forgets its state")
    func retire() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        fixture.publish(.context("b"), "2")
        let one = fixture.watch("a")
        let both = fixture.watch("a", "b")
        let all = fixture.feed.subscribe(StreamOptions(sessions: .all))
        for stream in [one, both, all] { _ = await stream.next() }
        fixture.feed.retire(session: "a")
        #expect(try await one.told() == [#"bye {"reason":"session_ended"}"#])
        #expect(await one.next() == nil)
        #expect(fixture.feed.newest(.context("a")) == nil)
        #expect(fixture.feed.subscribers == 2)
        fixture.clock.advance(by: .milliseconds(60))
        fixture.publish(.context("a"), "3")
        #expect(try await both.told() == ["context 3"])
        #expect(try await all.told() == ["context 3"])
        // When nothing is left of all its sessions, there is nothing more to say.
        fixture.feed.retire(session: "b")
        fixture.feed.retire(session: "a")
        #expect(try await both.told() == [#"bye {"reason":"session_ended"}"#])
        #expect(await both.next() == nil)
        #expect(fixture.feed.subscribers == 1)
    }

    @Test("cancelling ends the wait and unregisters, from either side")
    func cancellation() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        let reader = Task { await stream.next() }
        await fixture.feed.readersWait(1)
        reader.cancel()
        #expect(await reader.value == nil)
        #expect(fixture.feed.subscribers == 0)
        let other = fixture.watch("a")
        _ = await other.next()
        async let bytes = other.next()
        await fixture.feed.readersWait(1)
        other.cancel()
        #expect(await bytes == nil)
        fixture.publish(.context("a"), "1")
        #expect(fixture.feed.statistics().closes == [.cancelled: 2])
    }

    @Test("a dropped subscription unregisters")
    func dropped() async throws {
        let fixture = try Fixture()
        do {
            let stream = fixture.watch("a", "b")
            _ = await stream.next()
        }
        #expect(fixture.feed.subscribers == 0)
        fixture.publish(.context("a"), "1")
    }

    @Test("a second reader of one stream is turned away, and the first goes on")
    func secondReader() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        async let first = stream.told()
        await fixture.feed.readersWait(1)
        #expect(await stream.next() == nil)
        fixture.publish(.context("a"), "1")
        #expect(try await first == ["context 1"])
    }
}

import NIOCore
import SSEClient
import Streaming
import Synchronization
import Testing

/// When streams ended.
private final class Times: Sendable {
    private let times = Mutex<[Duration]>([])

    func add(_ time: Duration) { times.withLock { $0.append(time) } }

    var sorted: [Duration] { times.withLock { $0.sorted() } }
}

@Suite("Draining", .timeLimit(.minutes(1)))
struct DrainTests {
    @Test("closes spread over the window, each with retry and bye, and then the drain returns")
    func spread() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        let closed = Times()
        let drained = Times()
        let start = fixture.clock.now
        let streams = (0..<100).map { _ in fixture.watch("a") }
        await withTaskGroup(of: Void.self) { group in
            for stream in streams {
                group.addTask {
                    var last = ""
                    while let bytes = await stream.next() { last = String(buffer: bytes) }
                    #expect(last.hasPrefix("retry: "))
                    #expect(last.hasSuffix("event: bye\ndata: {\"reason\":\"drain\"}\n\n"))
                    closed.add(fixture.clock.now - start)
                }
            }
            await fixture.feed.readersWait(100)
            group.addTask {
                await fixture.feed.drain(over: .seconds(10))
                drained.add(fixture.clock.now - start)
            }
            await fixture.clock.advance(by: .milliseconds(100)) {
                drained.sorted.isEmpty
            } once: {
                // Whoever was woken has had its turn: it waits again, or has ended.
                let statistics = fixture.feed.statistics()
                return statistics.waiting == statistics.subscribers
            }
            await group.waitForAll()
        }
        let times = closed.sorted
        #expect(times.count == 100)
        #expect(try #require(times.last) <= .seconds(11))
        #expect(try #require(times.first) < .seconds(1))
        let early = times.count { $0 < .seconds(5) }
        #expect((30...70).contains(early))
        #expect(fixture.feed.statistics().closes == [.drain: 100])
    }

    @Test("a stream opened during a drain gets its snapshot and its bye in one write")
    func late() async throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "1")
        await fixture.feed.drain(over: .zero)
        let stream = fixture.watch("a")
        #expect(try await stream.events().map(\.event) == ["hello", "context", "bye"])
        #expect(await stream.next() == nil)
    }

    @Test("readers that do not come back are cut off after the grace")
    func stuck() async throws {
        let fixture = try Fixture { $0.drainGrace = .seconds(1) }
        let stream = fixture.watch("a")
        _ = await stream.next()
        async let drained: Void = fixture.feed.drain(over: .seconds(1))
        await fixture.clock.advance(by: .milliseconds(100)) { fixture.feed.subscribers > 0 }
        await drained
        #expect(await stream.next() == nil)
    }

    @Test("a cancelled drain ends everyone at once")
    func cancelled() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        let drain = Task { await fixture.feed.drain(over: .seconds(1000)) }
        await fixture.clock.sleepers(1)
        drain.cancel()
        await drain.value
        #expect(fixture.feed.subscribers == 0)
        #expect(await stream.next() == nil)
    }
}

import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("A running feed", .timeLimit(.minutes(2)))
struct RunningTests {
    @Test("paces and beats by itself, and stops when cancelled")
    func run() async throws {
        let fixture = try Fixture()
        let running = Task { try await fixture.feed.run() }
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.publish(.context("a"), "1")
        _ = await stream.next()
        async let told = stream.told()
        await fixture.feed.readersWait(1)
        fixture.publish(.context("a"), "2")
        await fixture.clock.advance(by: .milliseconds(10)) { fixture.feed.statistics().writes < 3 }
        #expect(try await told == ["context 2"])
        async let beat = stream.next()
        await fixture.clock.advance(by: .milliseconds(250)) { fixture.feed.statistics().writes < 4 }
        #expect(await beat == ByteBuffer(string: ":\n"))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("under concurrent publishers and coming and going readers, everyone ends on the newest, in order")
    func stress() async throws {
        let feed = Feed(epoch: try #require(Epoch("k3ZbQ9xA")), capacity: 4096, settings: FeedSettings(seed: 7))
        let running = Task { try await feed.run() }
        let last = 3000
        try await withThrowingTaskGroup(of: Void.self) { group in
            for session in 0..<4 {
                group.addTask {
                    for number in 0...last {
                        feed.publish(.context("s\(session)"), event: "context", data: ByteBuffer(string: "\(number)"))
                        if number.isMultiple(of: 50) { await Task.yield() }
                    }
                }
            }
            for reader in 0..<40 {
                group.addTask { try await Self.follow("s\(reader % 4)", of: feed, to: last, reader: reader) }
            }
            try await group.waitForAll()
        }
        running.cancel()
        _ = try? await running.value
        #expect(feed.subscribers == 0)
    }

    /// Reads until the newest frame, dropping the connection now and then and resuming.
    private static func follow(_ session: String, of feed: Feed, to last: Int, reader: Int) async throws {
        var random = Seeded(UInt64(reader))
        var cursor: String?
        var seen = -1
        while seen < last {
            let stream = feed.subscribe(StreamOptions(sessions: .only([session]), lastEventID: cursor))
            var decoder = SSEDecoder()
            while seen < last, let bytes = await stream.next() {
                for event in try decoder.decode(bytes) {
                    cursor = event.id
                    guard event.event == "context", let number = Int(event.data) else { continue }
                    #expect(number > seen)
                    seen = number
                }
                if Int.random(in: 0..<8, using: &random) == 0 { break }
            }
            stream.cancel()
        }
    }
}

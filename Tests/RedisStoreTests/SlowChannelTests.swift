import AttuneTesting
import RedisStore
import Streaming
import Testing

/// A node of which Redis takes what it says, and which hears nothing of it.
@Suite("A channel that is slow, or silent", .timeLimit(.minutes(1)))
struct SlowChannelTests {
    /// A node behind a relay that only the channel tells what has its place, and another that hears all.
    private func withRelay(
        limit: Duration, _ body: (RedisRelay, FeedNode, FeedNode) async throws -> Void
    ) async throws {
        let server = try RedisServerProcess()
        let relay = try await RedisRelay(to: server.port)
        let slow = try await FeedNode(at: relay.url) {
            $0.commandLimit = limit
            $0.probeInterval = .seconds(600)
        }
        let other = try await FeedNode(server)
        try await serving(slow, other) {
            try await relay.setFlowing(false)
            try await body(relay, slow, other)
        }
    }

    @Test("what cannot be heard yet waits, and is replaced by what is newer")
    func replaced() async throws {
        try await withRelay(limit: .seconds(20)) { relay, slow, other in
            let sessions = (0..<400).map { "s\($0)" }
            for session in sessions { slow.suggest(session, 1) }
            // More than the window, less than all: the rest waits.
            while other.feed.head.sequence <= 256 { await Task.yield() }
            for revision in 2...50 {
                for session in sessions { slow.suggest(session, revision) }
            }
            try await relay.setFlowing(true)
            await slow.feed.settle()
            while other.feed.head != slow.feed.head { await Task.yield() }
            #expect((401...720).contains(slow.feed.head.sequence))
            for session in [sessions[0], sessions[399]] {
                for node in [slow, other] {
                    try await node.watch(session).wait(for: "suggestions", saying: "list 50")
                }
            }
        }
    }

    @Test("a node that hears nothing goes on telling the others, and misses nothing once it hears again")
    func silent() async throws {
        try await withRelay(limit: .milliseconds(50)) { relay, slow, other in
            let (here, there) = (slow.watch("a"), other.watch("a"))
            for number in 0..<600 { slow.notice(number) }
            try await there.wait(for: "library", saying: "599")
            #expect(slow.feed.head.sequence == 0)
            try await relay.setFlowing(true)
            try await here.wait(for: "library", saying: "599")
            #expect(there.notices.count == 600)
            #expect(here.notices == there.notices)
        }
    }
}

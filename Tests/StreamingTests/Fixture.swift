import NIOCore
import SSEClient
import Streaming
import Testing

/// SplitMix64, so that every property test can be repeated.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// A feed with a clock the test turns.
struct Fixture: Sendable {
    static let epochText = "k3ZbQ9xA"
    let clock = ManualClock()
    let feed: Feed

    init(capacity: Int = 64, epoch: String = Self.epochText, configure: (inout FeedSettings) -> Void = { _ in }) throws
    {
        var settings = FeedSettings(seed: 42)
        settings.clock = clock.feedClock
        configure(&settings)
        feed = Feed(epoch: try #require(Epoch(epoch)), capacity: capacity, settings: settings)
    }

    @discardableResult
    func publish(_ topic: Topic, _ json: String) -> FeedCursor {
        let event =
            switch topic {
            case .context: "context"
            case .suggestions: "suggestions"
            case .library: "library"
            case .experiment: "experiment"
            }
        return feed.publish(topic, event: event, data: ByteBuffer(string: json))
    }

    func watch(_ sessions: String..., from cursor: String? = nil) -> Subscription {
        feed.subscribe(StreamOptions(sessions: .only(Set(sessions)), lastEventID: cursor))
    }
}

extension Subscription {
    /// The events of the next write.
    func events() async throws -> [SSEEvent] {
        var decoder = SSEDecoder()
        return try decoder.decode(try #require(await next()))
    }

    /// `event data` of each event in the next write.
    func told() async throws -> [String] { try await events().map { "\($0.event) \($0.data)" } }
}

extension Feed {
    /// Returns once this many readers wait for something to write.
    func readersWait(_ count: Int) async {
        while statistics().waiting < count, !Task.isCancelled { await Task.yield() }
    }
}

/// The timing and the manners of a feed. The defaults are those of the protocol.
public struct FeedSettings: Sendable {
    /// After a topic's frame, its next one waits at least this long.
    public var pacing: Duration = .milliseconds(50)
    /// The reconnection delay told to a client at the opening and in a `bye`, drawn uniformly, in milliseconds.
    public var retryMilliseconds: ClosedRange<Int> = 1500...3500
    /// The same for a client that is sent away because there are too many streams.
    public var overloadRetryMilliseconds: ClosedRange<Int> = 5000...15000
    /// Streams at once; those beyond are sent away.
    public var maxStreams = 20_000
    /// Streams at once of one caller; a further one ends the stalest.
    public var maxStreamsPerCaller = 100
    /// A stream lives this long times U(0.8, 1.0).
    public var maxAge: Duration = .seconds(600)
    /// A heartbeat comes after `ping` seconds times 1 ± this without a write.
    public var heartbeatJitter = 0.1
    /// After a drain's window, how long readers that have not taken their last frame are waited for.
    public var drainGrace: Duration = .seconds(5)
    /// What `hello` calls the server.
    public var server = "attune"
    public var clock: FeedClock = .system
    /// Seeds the jitter, so that a test can repeat it.
    public var seed: UInt64

    public init(seed: UInt64 = UInt64.random(in: .min ... .max)) { self.seed = seed }
}

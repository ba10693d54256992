#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The three things a feed asks of time, injected so that tests turn the hands.
public struct FeedClock: Sendable {
    /// Monotonic time since any fixed origin.
    public var now: @Sendable () -> Duration
    /// Suspends until ``now`` has reached the given time; throws when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// Milliseconds since 1970-01-01T00:00:00Z, for `hb` events only.
    public var unixMilliseconds: @Sendable () -> Int64

    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        unixMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.sleep = sleep
        self.unixMilliseconds = unixMilliseconds
    }

    /// The machine's clocks.
    public static let system: FeedClock = {
        let clock = ContinuousClock()
        let origin = clock.now
        return FeedClock(
            now: { origin.duration(to: clock.now) },
            sleep: { try await clock.sleep(until: origin.advanced(by: $0)) },
            unixMilliseconds: {
                var time = timespec()
                unsafe clock_gettime(CLOCK_REALTIME, &time)
                return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
            })
    }()
}

extension Duration {
    /// Whole nanoseconds; a subscriber keeps 8 bytes where a `Duration` takes 16.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

public import Ranking

/// The two clocks and the randomness that the engine depends on. Programs pass the system's; tests pass their own.
public struct EngineClock: Sendable {
    /// Wall time, for ages, expiry and what people read.
    public var now: @Sendable () -> UnixTime
    /// Monotonic nanoseconds, for durations.
    public var nanoseconds: @Sendable () -> UInt64
    /// Uniform random bits, for ids.
    public var random: @Sendable () -> UInt64

    public init(
        now: @escaping @Sendable () -> UnixTime, nanoseconds: @escaping @Sendable () -> UInt64,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.nanoseconds = nanoseconds
        self.random = random
    }

    /// Milliseconds from one reading of ``nanoseconds`` to another, never negative.
    package static func milliseconds(from start: UInt64, to end: UInt64) -> Double {
        end > start ? Double(end - start) / 1e6 : 0
    }
}

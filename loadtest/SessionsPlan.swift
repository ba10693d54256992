import NIOCore
import Streaming

/// The schedule of a `sessions` run, fixed before it begins: POST `n` is meant to leave at `n / rate` seconds, whatever became of
/// those before. Latency counts from that moment, so a server that stalls is charged for everyone it kept waiting.
struct SessionsPlan: Sendable {
    var sessions: Int
    /// Streams of each session. The first is timed; the others are there to be served.
    var watchers: Int
    /// POSTs per second.
    var rate: Double
    var seconds: Double
    /// Seconds at the start that are run and not measured.
    var warmup: Double
    /// Connections that carry POSTs.
    var connections: Int
    var seed: UInt64
    /// Session ids are this, a dash and a number.
    var prefix: String

    var posts: Int { Int(((warmup + seconds) * rate).rounded(.down)) }

    /// Nanoseconds from the start.
    func offset(of post: Int) -> TimeAmount { .nanoseconds(Int64(Double(post) / rate * 1e9)) }

    func isMeasured(_ post: Int) -> Bool { Double(post) / rate >= warmup }

    func name(of session: Int) -> String { "\(prefix)-\(session)" }

    /// The order in which sessions are posted to: everyone once per round, so that each changes `rate / sessions` times a second.
    func order() -> [Int] {
        var random = SplitMix64(seed: seed)
        return (0..<sessions).shuffled(using: &random)
    }
}

/// How long to wait before trying again: twice as long each time, shortened by chance so that those who were refused together
/// do not come back together, and never shorter than the worker asks for.
struct Backoff: Hashable, Sendable {
    /// Before the second attempt at most, seconds.
    var base = 0.5
    /// Attempts in all.
    var attempts = 3
    /// Longest wait a worker may ask for, seconds.
    var longest = 30.0

    /// Seconds to wait after a failed attempt; `nil` when there is no further one.
    ///
    /// - Parameters:
    ///   - attempt: 1 is the first.
    ///   - asked: what the worker asked for.
    ///   - chance: 0..<1.
    func wait(after attempt: Int, asked: Double?, chance: Double) -> Double? {
        guard attempt < attempts, (asked ?? 0) <= longest else { return nil }
        let most = base * Double(1 << min(attempt - 1, 16))
        return max(most * (0.5 + 0.5 * chance), asked ?? 0)
    }
}

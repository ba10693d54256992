import Foundation

/// What a `sessions` run found.
struct SessionsReport: ScenarioReport {
    var sessions: Int
    var seconds: Double
    /// POSTs per second asked for, and answered with 202 until the last of them was.
    var rate: Double
    var throughput: Double
    /// From the intended send time to the answer.
    var post: LatencySummary
    /// From the intended send time to the `context` frame of that revision or a newer one.
    var postToContext: LatencySummary
    /// From the intended send time to the `suggestions` frame of that revision or a newer one.
    var postToFrame: LatencySummary
    /// POSTs without 202, by what came instead.
    var errors: [String: Int]
    var framesReceived: Int
    var streamsLost: Int
    /// Sessions whose newest accepted context had no `context`, no `suggestions` frame two seconds after the end.
    var unansweredContexts: Int
    var unansweredSuggestions: Int

    enum CodingKeys: String, CodingKey {
        case sessions, seconds, rate, throughput, errors, framesReceived, streamsLost, unansweredContexts
        case unansweredSuggestions
        case post = "post_ms"
        case postToContext = "post_to_context_ms"
        case postToFrame = "post_to_frame_ms"
    }

    func table() -> String {
        func row(_ name: String, _ latency: LatencySummary) -> String {
            let cells = [latency.p50, latency.p90, latency.p99, latency.p999, latency.max]
                .map { String(format: "%9.2f", $0) }.joined()
            return name.padding(toLength: 22, withPad: " ", startingAt: 0) + cells
                + String(format: "%10d", latency.count)
        }
        let failures = errors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        return """
            \(sessions) sessions, \(String(format: "%.0f", rate)) updates/s asked, \
            \(String(format: "%.1f", throughput)) accepted/s over \(String(format: "%.0f", seconds)) s

            milliseconds                p50      p90      p99    p99.9      max     count
            \(row("POST", post))
            \(row("POST to context", postToContext))
            \(row("POST to suggestions", postToFrame))

            frames received         \(framesReceived)
            errors                  \(failures.isEmpty ? "none" : failures)
            streams lost            \(streamsLost)
            unanswered newest       \(unansweredContexts) contexts, \(unansweredSuggestions) suggestions
            """
    }
}

/// What a `fanout` run found. Figures of the server are `nil` without its process.
struct FanoutReport: ScenarioReport {
    var watchers: Int
    var open: Int
    var opensPerSecond: Double
    var refused: [String: Int] = [:]
    var stillOpen = 0
    /// Resident memory with all streams open, less that without any, per stream.
    var residentKibPerStream: Double?
    var residentMib: Double?
    /// Of one core, while nothing is published.
    var idleCpuPercent: Double?
    var changes = 0
    /// Frames read, over all streams.
    var delivered = 0
    var contextFrames = 0
    var suggestionFrames = 0
    /// Mean size of a frame of each kind, with its fields.
    var contextBytes = 0
    var suggestionBytes = 0
    var deliveredPerSecond: Double?
    var cpuMicrosecondsPerEvent: Double?
    var cpuCores: Double?
    /// From the moment a change was meant to be published to its frame.
    var latencyMs: LatencySummary?
    /// Streams that did not end on the newest list.
    var behind = 0
    var publishErrors: [String: Int] = [:]

    mutating func count(_ totals: [FrameScanner.Kind: FrameTally.Total]) {
        func mean(_ kind: FrameScanner.Kind) -> Int {
            totals[kind].map { $0.bytes / max($0.frames, 1) } ?? 0
        }
        delivered = totals.values.reduce(0) { $0 + $1.frames }
        contextFrames = totals[.context]?.frames ?? 0
        suggestionFrames = totals[.suggestions]?.frames ?? 0
        contextBytes = mean(.context)
        suggestionBytes = mean(.suggestions)
    }

    var isSound: Bool { open == watchers && behind == 0 && publishErrors.isEmpty }

    func table() -> String {
        var lines = ["\(open) of \(watchers) streams opened, \(opensPerSecond.text(0))/s; \(stillOpen) at the end"]
        if !refused.isEmpty { lines.append("refused                  \(refused)") }
        if let residentKibPerStream, let residentMib {
            lines.append(
                "resident per stream      \(residentKibPerStream.text(1)) KiB (\(residentMib.text(0)) MiB in all)")
        }
        if let idleCpuPercent { lines.append("idle                     \(idleCpuPercent.text(1)) % of a core") }
        guard let latencyMs else { return lines.joined(separator: "\n") }
        lines.append("changes published        \(changes)")
        lines.append(
            "events delivered         \(delivered): \(contextFrames) contexts of \(contextBytes) bytes, "
                + "\(suggestionFrames) lists of \(suggestionBytes)")
        if let cpuMicrosecondsPerEvent, let cpuCores, let deliveredPerSecond {
            lines.append(
                "server CPU per event     \(cpuMicrosecondsPerEvent.text(1)) µs (\(cpuCores.text(2)) cores, "
                    + "\(deliveredPerSecond.text(0)) events/s)")
        }
        lines.append(
            "publish to receive, ms   p50 \(latencyMs.p50.text(2))  p90 \(latencyMs.p90.text(2))  "
                + "p99 \(latencyMs.p99.text(2))  max \(latencyMs.max.text(2))")
        if behind > 0 { lines.append("not on the newest list   \(behind) streams") }
        if !publishErrors.isEmpty { lines.append("changes refused          \(publishErrors)") }
        return lines.joined(separator: "\n")
    }
}

import Ranking

/// An import's progress as one line of text: bar, count, rate, remaining time, problems.
public struct ProgressLine: Hashable, Sendable {
    private let progress: ImportProgress

    public init(_ progress: ImportProgress) { self.progress = progress }

    /// The line, of at most `width` characters; parts that do not fit are left out from the right, the bar shrinks first.
    public func render(width: Int) -> String {
        var line = "\(progress.done)/\(progress.total)"
        var parts: [String] = []
        if progress.filesPerSecond > 0 { parts.append("\(Self.rate(progress.filesPerSecond)) files/s") }
        if let seconds = progress.remainingSeconds, progress.done < progress.total {
            parts.append("\(Self.time(seconds)) left")
        }
        if progress.unchanged > 0 { parts.append("\(progress.unchanged) unchanged") }
        if progress.skipped > 0 { parts.append("\(progress.skipped) skipped") }
        parts += progress.downgrades.map { "without \($0.space.rawValue)" }
        for part in parts where line.count + 2 + part.count <= width { line += "  " + part }
        let room = min(Self.widestBar, width - line.count - 3)
        if room >= Self.narrowestBar { line = bar(width: room) + " " + line }
        let name = progress.current
        if !name.isEmpty, line.count + 2 + 8 <= width {
            let space = width - line.count - 2
            line += "  " + (name.count <= space ? name : "…" + name.suffix(space - 1))
        }
        return String(line.prefix(max(0, width)))
    }

    private static let widestBar = 30
    private static let narrowestBar = 8

    private func bar(width: Int) -> String {
        let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 1
        let full = min(width, max(0, Int(share * Double(width))))
        return "[" + String(repeating: "█", count: full) + String(repeating: "·", count: width - full) + "]"
    }

    private static func rate(_ rate: Double) -> String {
        rate >= 100 ? "\(Int(rate.rounded()))" : "\((rate * 10).rounded() / 10)"
    }

    /// `42 s`, `3:07 min`, `2:05 h`.
    private static func time(_ seconds: Double) -> String {
        let total = Int(min(seconds.rounded(.up), 359_999))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if total < 60 { return "\(total) s" }
        if total < 3600 { return "\(total / 60):\(two(total % 60)) min" }
        return "\(total / 3600):\(two(total % 3600 / 60)) h"
    }
}

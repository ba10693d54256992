import Engine
import Foundation
import Ranking
import Synchronization

/// Shows an import on standard error: one line that is redrawn on a terminal, a plain line now and then elsewhere.
final class ImportDisplay: Sendable {
    private struct State {
        var drawn = false
        var lastShown: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let width: Int?

    init() { width = Terminal.width(of: STDERR_FILENO) }

    func show(_ progress: ImportProgress) {
        let finished = progress.done == progress.total
        state.withLock { state in
            let now = ContinuousClock.now
            let pause: Duration = width == nil ? .seconds(5) : .milliseconds(100)
            if let last = state.lastShown, now - last < pause, !finished { return }
            state.lastShown = now
            if let width {
                // Carriage return, the line, and "erase to end of line" for what a longer line left behind.
                Terminal.write("\r" + ProgressLine(progress).render(width: width - 1) + "\u{1B}[K", to: .standardError)
                state.drawn = true
            } else {
                Terminal.complain(plainLine(progress))
            }
        }
    }

    /// Leaves the line that was redrawn.
    func end() {
        state.withLock { state in
            if state.drawn { Terminal.complain("") }
            state.drawn = false
        }
    }

    private func plainLine(_ progress: ImportProgress) -> String {
        var line = "\(progress.done) of \(progress.total) files"
        if progress.filesPerSecond > 0 {
            line += ", \(Int(progress.filesPerSecond.rounded())) per second"
        }
        if progress.skipped > 0 { line += ", \(progress.skipped) skipped" }
        for downgrade in progress.downgrades { line += ", without \(downgrade.space.rawValue)" }
        return line
    }
}

import Engine
import Foundation

/// `attune import --watch`: folders that are followed, and what is said of it.
struct FollowedFolders {
    let folders: [String]
    let json: Bool

    /// Follows until cancelled, which is how it is meant to end.
    ///
    /// - Parameter known: problems that were named already.
    func follow(_ importer: Importer, known: [ImportProblem]) async throws {
        if !json { say("Following; Ctrl-C ends it.") }
        var follower = FolderFollower(importer: importer)
        let elapsed: @Sendable () -> Duration = { ContinuousClock.now - Importer.epoch }
        var (known, reported) = (known, String?.none)
        while !Task.isCancelled {
            try? await Task.sleep(for: FolderFollower.pulse)
            guard !Task.isCancelled, follower.isDue(at: elapsed()) else { continue }
            do {
                let summary = try await follower.look(
                    at: folders, known: known, time: EngineClock.system.now(), elapsed: elapsed)
                known = []
                if follower.gap != reported, let gap = follower.gap {
                    Terminal.complain("Looking now and then: \(gap).")
                }
                reported = follower.gap
                if let summary { say(json ? try summary.jsonLine() : line(summary)) }
            } catch is CancellationError {
                return
            }
        }
    }

    /// At once, also into a pipe.
    private func say(_ text: String) {
        print(text)
        fflush(nil)
    }

    private func line(_ summary: ImportSummary) -> String {
        let counts = [summary.imported > 0 ? "\(summary.imported) imported" : nil].compactMap { $0 } + summary.movements
        let skipped = summary.problems.map { "  \($0.path): \($0.reason)" }
        let head = counts + (skipped.isEmpty ? [] : ["\(skipped.count) skipped:"])
        return ([head.joined(separator: ", ")] + skipped).joined(separator: "\n")
    }
}

extension ImportSummary {
    /// What happened to files that were known: `2 moved`, `1 gone`.
    var movements: [String] {
        [(moved, "moved"), (restored, "back"), (missing, "gone")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    }

    /// As one line of JSON.
    func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

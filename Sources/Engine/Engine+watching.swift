import Foundation
import Library
import Logging
import Ranking
import SampleIndex

extension Engine {
    /// Carries out requested scans and follows the library's folders, one thing at a time, until cancelled.
    ///
    /// Asks a few times a second instead of being woken: that costs nothing that can be measured, and nothing has to be
    /// kept alive for a callback.
    func runImports() async {
        var follower = FolderFollower(importer: importer())
        var folders: [String] = []
        var seen: LibraryVersion?
        var reported: String?
        while !Task.isCancelled {
            if let folder = scans.take() { await scan(folder) }
            do {
                if parts.followsFolders {
                    // An import, here or in another process, may have added a folder.
                    if seen != snapshot.version {
                        seen = snapshot.version
                        let now = try await parts.library.folders()
                        if now != folders { follower.want() }
                        folders = now
                    }
                    if follower.isDue(at: elapsed()) { try await look(&follower, at: folders, reported: &reported) }
                }
                try await Task.sleep(for: FolderFollower.pulse)
            } catch is CancellationError {
                return
            } catch {
                parts.logger.error("the folders could not be looked at", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }

    func importer() -> Importer {
        Importer(
            store: parts.library, options: ImportOptions(jobs: ProcessInfo.processInfo.activeProcessorCount),
            embedders: parts.embedders)
    }

    private func look(
        _ follower: inout FolderFollower, at folders: [String], reported: inout String?
    ) async throws {
        let elapsed: @Sendable () -> Duration = { self.elapsed() }
        let summary = try await follower.look(at: folders, time: clock.now(), elapsed: elapsed) { change in
            guard !change.isEmpty else { return }
            do { try await self.reloadLibrary() } catch {
                // The library is followed besides, and will be read again.
                self.parts.logger.error("the library could not be read again", metadata: ["error": "\(error)"])
            }
        }
        if follower.gap != reported {
            reported = follower.gap
            if let gap = reported {
                parts.logger.notice("folders are looked at now and then", metadata: ["reason": "\(gap)"])
            }
        }
        guard let summary else { return }
        parts.logger.info(
            "the folders changed",
            metadata: [
                "imported": "\(summary.imported)", "moved": "\(summary.moved)", "back": "\(summary.restored)",
                "gone": "\(summary.missing)", "skipped": "\(summary.skipped)",
            ])
        for problem in summary.problems.prefix(20) {
            parts.logger.warning(
                "a sound was skipped", metadata: ["path": "\(problem.path)", "reason": "\(problem.reason)"])
        }
    }

    private func elapsed() -> Duration { .nanoseconds(Int64(clamping: clock.nanoseconds())) }
}

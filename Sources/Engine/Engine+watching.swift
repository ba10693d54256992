import Foundation
import Library
import Logging
import Ranking
import SampleIndex
import Synchronization

/// How the imported folders are followed.
public struct FollowState: Hashable, Sendable {
    public var folders: [String]
    /// Those of them that are not there, as a disk that was unplugged; their samples stay.
    public var away: [String]
    /// Why changes are noticed by looking now and then, for people; `nil` when they are noticed at once.
    public var gap: String?
}

extension Engine {
    /// Carries out requested scans and follows the library's folders, one thing at a time, until cancelled.
    ///
    /// Asks a few times a second instead of being woken: that costs nothing that can be measured, and nothing has to be
    /// kept alive for a callback.
    func runImports() async {
        var follower = FolderFollower(importer: importer())
        var folders: [String] = []
        var seen: LibraryVersion?
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
                    if follower.isDue(at: elapsed()) { try await look(&follower, at: folders) }
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
        _ follower: inout FolderFollower, at folders: [String]
    ) async throws {
        let elapsed: @Sendable () -> Duration = { self.elapsed() }
        let summary = try await follower.look(at: folders, time: clock.now(), elapsed: elapsed) { change in
            guard !change.isEmpty else { return }
            do { try await self.reloadLibrary() } catch {
                // The library is followed besides, and will be read again.
                self.parts.logger.error("the library could not be read again", metadata: ["error": "\(error)"])
            }
        }
        let state = FollowState(folders: folders, away: follower.away, gap: follower.gap)
        let before = following.withLock { following in
            defer { following = state }
            return following
        }
        if let gap = state.gap, gap != before?.gap {
            parts.logger.notice("folders are looked at now and then", metadata: ["reason": "\(gap)"])
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

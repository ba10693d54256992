import Foundation
import Library
import Synchronization

/// What the library's version was when it was last asked for, and whether it can have changed since: a look at two files costs a
/// hundredth of a query, and the version is asked for fifty times a second while somebody watches.
///
/// Every commit writes to the log beside the database before it can be seen. So nothing has changed while the files are as they were,
/// unless a commit that had begun was not to be seen yet: files that were written within the last ``settling`` are asked
/// anyway, and everything is asked again after ``trust``.
final class LibraryGlance: Sendable {
    private struct State {
        var stamps: [FileStamp?]
        var version: LibraryVersion
        var askedAt: ContinuousClock.Instant
    }

    private static let settling = Duration.seconds(2)
    private static let trust = Duration.seconds(1)

    private let paths: [String]
    private let bell: Bell?
    private let state = Mutex<State?>(nil)

    /// - Parameter bell: rung when another version is found.
    init(database path: String, bell: Bell?) {
        paths = [path, path + "-wal"]
        self.bell = bell
    }

    /// The version as it was found last, if it still holds; otherwise what `ask` finds.
    func version(_ ask: () async throws -> LibraryVersion) async throws -> LibraryVersion {
        // Looked at first: a commit between the two is noticed as another change.
        let stamps = paths.map(Self.stamp(of:))
        let now = ContinuousClock.now
        let known = state.withLock { state -> LibraryVersion? in
            guard let state, state.stamps == stamps, now < state.askedAt + Self.trust else { return nil }
            return state.version
        }
        if let known, isSettled(stamps) { return known }
        let version = try await ask()
        let before = state.withLock { state in
            defer { state = State(stamps: stamps, version: version, askedAt: now) }
            return state?.version
        }
        if version != before { bell?.ring() }
        return version
    }

    private func isSettled(_ stamps: [FileStamp?]) -> Bool {
        let newest = stamps.compactMap { $0?.modifiedNanoseconds }.max() ?? 0
        let age = Duration.nanoseconds(Int64(Date().timeIntervalSince1970 * 1e9) - newest)
        return age > Self.settling
    }

    private static func stamp(of path: String) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        let time = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return FileStamp(size: Int64(status.st_size), modifiedNanoseconds: time)
    }
}

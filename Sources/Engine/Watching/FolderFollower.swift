import Foundation
public import Library
public import Ranking

/// Follows folders: what is copied in, changed, renamed or deleted is noticed and brought into the library.
///
/// The kernel's notes only say that it is worth looking; a look walks the folders, and sizes and times say what changed.
/// So an overflow of notes, or a system without them, costs time and never a change. Whoever holds one asks
/// ``isDue(at:)`` a few times a second.
public struct FolderFollower: ~Copyable {
    /// How often to ask.
    public static let pulse: Duration = .milliseconds(250)
    /// Files listened to in one look, so that a large pack that is copied in does not hide what happens meanwhile.
    private static let most = 64
    /// New files that are waited for at the same time; when more are copied in, the rest has its turn after them.
    private static let mostWaiting = 2_048

    private let importer: Importer
    private var events = FolderEvents()
    private var settling = Settling()
    /// Which folder each root was when it held sounds.
    private var identities: [String: FileIdentity] = [:]
    /// Problems of folders, and of what cannot be listened to at all, as of the last look.
    private var namedProblems: Set<ImportProblem> = []
    private var isWanted = true
    /// Not before this, so that looking takes a fifth of the time at most.
    private var earliest: Duration = .zero
    private var due: Duration?
    /// Folders that are not there, as a disk that was unplugged.
    public private(set) var away: [String] = []

    public init(importer: Importer) { self.importer = importer }

    /// Why changes are noticed by looking now and then, and not at once, for people; `nil` when they are noticed at once.
    public var gap: String? { events.gap }

    /// Asks for a look, because there are other folders to follow.
    public mutating func want() { isWanted = true }

    /// Whether it is time to look: something happened, a file that was being written may be done, or changes are not told.
    public mutating func isDue(at now: Duration) -> Bool {
        if events.happened() { isWanted = true }
        guard now >= earliest else { return false }
        if let due, now >= due { return true }
        return isWanted || away.contains { FileIdentity(path: $0) != nil }
    }

    /// Looks at the folders and imports what has settled.
    ///
    /// - Parameters:
    ///   - folders: absolute; one that is not there is left as it is.
    ///   - known: the problems of an import that went before, whose files are not named again.
    ///   - time: the added time of new samples.
    ///   - elapsed: as for ``isDue(at:)``.
    ///   - saved: told after every transaction what it changed.
    /// - Returns: What was done; `nil` when there was nothing to do or to say.
    public mutating func look(
        at folders: [String], known: [ImportProblem] = [], time: UnixTime, elapsed: @Sendable () -> Duration,
        saved: @Sendable (LibraryChange) async -> Void = { _ in }
    ) async throws -> ImportSummary? {
        let start = elapsed()
        isWanted = false
        var roots: [WalkRoot] = []
        away = []
        for folder in folders {
            do throws(ImportError) { roots.append(try WalkRoot(folder)) } catch { away.append(folder) }
        }
        let refused = Set(known.map(\.path))
        var (waiting, named): ([SoundFile], [SoundFile]) = ([], [])
        var isMore = false
        let plan = try await importer.plan(roots, emptied: unchanged(roots), saved: saved) { file in
            if refused.contains(file.path) { settling.know(file, at: start) }
            if settling.hasNamed(file) {
                named.append(file)
            } else if waiting.count < Self.mostWaiting {
                waiting.append(file)
            } else {
                isMore = true
            }
        }
        // What happened between the walk and the first note is found by the next look.
        if events.follow(plan.listed, below: roots.filter(\.isFolder).map(\.path)) { isWanted = true }
        for root in roots where plan.sounding.contains(root.path) { identities[root.path] = root.identity }

        let ready = settling.ready(named + waiting, written: events.written, at: start)
        if isMore || ready.count > Self.most { isWanted = true }
        let standing = plan.problems
        let problems = standing.filter { !namedProblems.contains($0) && !known.contains($0) }
        namedProblems = Set(standing)

        var summary: ImportSummary?
        let isQuiet = ready.isEmpty && problems.isEmpty && plan.moved + plan.restored + plan.gone == 0
        if !isQuiet {
            var unnamed: Set<String> = []
            var done = try await importer.run(
                plan, files: Array(ready.prefix(Self.most)), problems: problems, at: time,
                heard: { listened in
                    guard case .broken = listened.heard else { return }
                    if !settling.refuse(listened.file, at: elapsed()) { unnamed.insert(listened.file.path) }
                }, saved: saved)
            done.problems.removeAll { unnamed.contains($0.path) }
            done.skipped = done.problems.count
            let isNothing = done.imported + done.moved + done.restored + done.missing + done.skipped == 0
            summary = isNothing ? nil : done
        }
        let end = elapsed()
        earliest = end + (end - start) * 4
        due = settling.due
        if events.gap != nil { due = min(due ?? .seconds(Int.max >> 1), end + max(.seconds(2), (end - start) * 10)) }
        return summary
    }

    /// Roots that are the very folder they were when they held sounds: no disk was taken away, so an empty one is empty.
    private func unchanged(_ roots: [WalkRoot]) -> Set<String> {
        Set(roots.filter { identities[$0.path] == $0.identity }.map(\.path))
    }
}

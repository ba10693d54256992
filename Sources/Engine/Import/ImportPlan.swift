import Foundation
import Library

/// What an import has to do, from what a walk finds and what the library knows. Nothing is listened to that can be told from
/// names, sizes and times. It holds numbers and not files, so that a folder may be of any size; the files themselves come
/// from another walk (``FolderComparison``).
///
/// A file that is known under another path is the same file, moved, when that path is gone and both size and time of
/// change (in nanoseconds) are equal. A known file that is gone is marked missing; when it is back, unchanged, it is as it
/// was. A folder that holds no sound at all any more, though it did, is more likely a disk that is not there: its files
/// are left as they are, and that is said.
struct ImportPlan {
    /// The folders and files that were walked.
    let roots: [WalkRoot]
    /// Whether every file is listened to, known or not.
    let again: Bool
    /// Files that were found.
    private(set) var files = 0
    private(set) var unchanged = 0
    /// Files whose sound is known: they were moved here, or are back.
    private(set) var moved = 0
    private(set) var restored = 0
    /// Files to listen to.
    private(set) var new = 0
    /// Known files that are gone, of roots that are not left as they are.
    private(set) var gone = 0
    /// Folders whose sounds are all gone, that are left as they are.
    private(set) var leftAlone: Set<String> = []
    /// Folders in which a sound was found.
    private(set) var sounding: Set<String> = []
    private(set) var listed: [String] = []
    private(set) var problems: [ImportProblem] = []

    /// Files that are asked for together whether they were moved here.
    private static let pageSize = 256

    /// Compares folders with the library.
    ///
    /// - Parameters:
    ///   - emptied: those roots that are known to be there as they were, so that one without a sound is believed.
    ///   - found: told where files are whose sound is known, a page at a time.
    ///   - new: told of every file to listen to.
    init(
        _ roots: [WalkRoot], store: any LibraryStore, again: Bool = false, emptied: Set<String> = [],
        found: ([Place]) async throws -> Void, new: (SoundFile) -> Void = { _ in }
    ) async throws {
        self.roots = roots
        self.again = again
        var comparison = FolderComparison(roots, store: store)
        var unknown: [SoundFile] = []
        var back: [Place] = []
        while let root = try await comparison.nextRoot() {
            if root.isFolder, comparison.hasSound { sounding.insert(root.path) }
            var (present, lost) = (0, 0)
            while let finding = try await comparison.next() {
                switch finding {
                case .unseen(let place) where place.isMissing: break
                case .unseen(let place):
                    if Self.isGone(place.path) { lost += 1 } else { present += 1 }
                case .seen(let file, let known):
                    files += 1
                    if again { break }
                    if let news = finding.news {
                        unknown.append(news)
                    } else if let known, known.isMissing {
                        back.append(Place(path: file.path, stamp: file.stamp, sample: known.sample))
                    } else {
                        unchanged += 1
                    }
                }
                if back.count == Self.pageSize { try await restore(&back, found) }
                if unknown.count == Self.pageSize { try await sort(&unknown, store, found, new) }
            }
            note(lost: lost, present: present, below: root, isBelieved: emptied.contains(root.path))
        }
        try await restore(&back, found)
        try await sort(&unknown, store, found, new)
        if again { self.new = files }
        listed = comparison.walk.listed
        problems += comparison.walk.problems
    }

    private mutating func restore(_ back: inout [Place], _ found: ([Place]) async throws -> Void) async throws {
        guard !back.isEmpty else { return }
        restored += back.count
        try await found(back)
        back = []
    }

    /// Tells files that were moved here from those to listen to.
    private mutating func sort(
        _ unknown: inout [SoundFile], _ store: any LibraryStore, _ found: ([Place]) async throws -> Void,
        _ listen: (SoundFile) -> Void
    ) async throws {
        let strangers = unknown.filter { $0.former == nil }
        let origins = strangers.isEmpty ? [] : try await store.places(stamped: strangers.map(\.stamp))
        let moves = Dictionary(grouping: origins.filter { Self.isGone($0.path) }, by: \.stamp)
        var places: [Place] = []
        for file in unknown {
            if file.former == nil, let from = moves[file.stamp], let sample = from.first?.sample,
                from.allSatisfy({ $0.sample == sample })
            {
                places.append(Place(path: file.path, stamp: file.stamp, sample: sample))
            } else {
                new += 1
                listen(file)
            }
        }
        unknown = []
        moved += places.count
        if !places.isEmpty { try await found(places) }
    }

    private mutating func note(lost: Int, present: Int, below root: WalkRoot, isBelieved: Bool) {
        guard lost > 0, root.isFolder else { return }
        guard present == 0, !sounding.contains(root.path), !isBelieved else {
            gone += lost
            return
        }
        leftAlone.insert(root.path)
        let reason =
            "no sound is left where \(lost) were; if this is a disk that is not there, nothing is lost: "
            + "they stay in the library as they are"
        problems.append(ImportProblem(path: root.path, reason: reason))
    }

    static func isGone(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) != 0 else { return false }
        return errno == ENOENT || errno == ENOTDIR
    }
}

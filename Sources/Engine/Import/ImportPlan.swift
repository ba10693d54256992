import Foundation
import Library

/// What an import has to do, from what the walk found and what the library knows. Nothing is listened to that can be told
/// from names, sizes and times.
///
/// A file that is known under another path is the same file, moved, when that path is gone and both size and time of
/// change (in nanoseconds) are equal. A known file that is gone is marked missing; when it is back, unchanged, it is as it
/// was. A folder that holds no sound at all any more, though it did, is more likely a disk that is not there: its files
/// are left as they are, and that is said.
struct ImportPlan {
    /// Files to listen to.
    private(set) var new: [SoundFile] = []
    /// Files whose sound is known: they were moved here, or are back.
    private(set) var found: [Place] = []
    private(set) var moved = 0
    private(set) var restored = 0
    private(set) var unchanged = 0
    /// Paths of known files that are gone.
    private(set) var gone: [String] = []
    private(set) var problems: [ImportProblem] = []

    /// - Parameters:
    ///   - known: every place of the library.
    ///   - again: whether to listen to every file, known or not.
    ///   - roots: the folders that were walked, resolved.
    ///   - emptied: those of `roots` that are known to be there as they were, so that one without a sound is believed.
    init(files: [SoundFile], roots: [String], known: [Place], again: Bool = false, emptied: Set<String> = []) {
        let walked = Set(files.map { ExactPath($0.path) })
        let places = Dictionary(known.map { (ExactPath($0.path), $0) }) { first, _ in first }
        gone = missing(below: roots, known, walked, emptied: emptied)
        // Anything that is gone may have moved here, from wherever.
        var moves: [FileStamp: [Place]] = [:]
        for place in known where !walked.contains(ExactPath(place.path)) && Self.isGone(place.path) {
            moves[place.stamp, default: []].append(place)
        }
        for var file in files {
            let place = places[ExactPath(file.path)]
            if again {
                new.append(file)
            } else if let place, place.stamp == file.stamp {
                if place.isMissing {
                    restored += 1
                    found.append(Place(path: file.path, stamp: file.stamp, sample: place.sample))
                } else {
                    unchanged += 1
                }
            } else if place == nil, let origins = moves[file.stamp], let sample = origins.first?.sample,
                origins.allSatisfy({ $0.sample == sample })
            {
                moved += 1
                found.append(Place(path: file.path, stamp: file.stamp, sample: sample))
            } else {
                file.former = place?.sample
                new.append(file)
            }
        }
    }

    /// Whether there is nothing to do.
    var isEmpty: Bool { new.isEmpty && found.isEmpty && gone.isEmpty }

    /// Keeps of the files to listen to only these.
    mutating func listen(to files: [SoundFile]) { new = files }

    private mutating func missing(
        below roots: [String], _ known: [Place], _ walked: Set<ExactPath>, emptied: Set<String>
    ) -> [String] {
        var gone: Set<ExactPath> = []
        for root in roots {
            let prefix = root.hasSuffix("/") ? root : root + "/"
            let below = known.filter { $0.path.utf8.starts(with: prefix.utf8) && !$0.isMissing }
            let lost = below.map { ExactPath($0.path) }.filter { !walked.contains($0) && Self.isGone($0.text) }
            if lost.count == below.count, !below.isEmpty, !emptied.contains(root),
                !walked.contains(where: { $0.text.utf8.starts(with: prefix.utf8) })
            {
                let reason =
                    "no sound is left where \(below.count) were; if this is a disk that is not there, nothing is lost: "
                    + "they stay in the library as they are"
                problems.append(ImportProblem(path: root, reason: reason))
            } else {
                gone.formUnion(lost)
            }
        }
        return gone.map(\.text).sorted()
    }

    private static func isGone(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) != 0 else { return false }
        return errno == ENOENT || errno == ENOTDIR
    }
}

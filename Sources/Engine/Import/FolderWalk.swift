import AudioAnalysis
import Foundation
import Library

/// Finds the sound files below folders, one after the other and of each folder in the order of their paths' bytes. Links are
/// followed once, so a loop of links ends. In memory are the entries of the folders that lead to where it is, and which
/// folders it has seen.
struct FolderWalk {
    private(set) var problems: [ImportProblem] = []
    /// Every folder that was listed, in the order of the walk.
    private(set) var listed: [String] = []
    private var visited: Set<FileIdentity> = []
    /// The folders that lead to where the walk is, outermost first.
    private var levels: [Level] = []

    private struct Level {
        /// With a slash at its end.
        var prefix: String
        /// `nil` in the root itself.
        var pack: String?
        var folders: [String]
        var entries: ArraySlice<FolderEntry>
    }

    /// Goes to a root. What is left of another is not walked.
    mutating func begin(_ root: WalkRoot) {
        levels = []
        if root.isFolder {
            open(root.path, identity: root.identity, pack: nil, folders: [root.name])
        } else {
            let parent = root.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
            let prefix = String(root.path.dropLast(root.name.count))
            levels = [Level(prefix: prefix, pack: parent, folders: [parent], entries: [root.entry])]
        }
    }

    /// The next file of the root, or `nil` at its end.
    mutating func next() -> SoundFile? {
        while var level = levels.popLast() {
            guard let entry = level.entries.popFirst() else { continue }
            levels.append(level)
            let path = level.prefix + entry.name
            guard entry.isFolder else {
                let pack = level.pack ?? level.folders.last ?? ""
                return SoundFile(path: path, stamp: entry.stamp, pack: pack, folders: level.folders)
            }
            let name = String(entry.name.dropLast())
            open(
                String(path.dropLast()), identity: entry.identity, pack: level.pack ?? name,
                folders: level.folders + [name])
        }
        return nil
    }

    private mutating func open(_ folder: String, identity: FileIdentity, pack: String?, folders: [String]) {
        guard visited.insert(identity).inserted else { return }
        let listing: FolderListing
        do throws(SystemError) {
            listing = try FolderListing(folder)
        } catch {
            problems.append(ImportProblem(path: folder, reason: "the folder cannot be read: \(error.words)"))
            return
        }
        listed.append(folder)
        problems += listing.problems
        let prefix = folder == "/" ? "/" : folder + "/"
        levels.append(Level(prefix: prefix, pack: pack, folders: folders, entries: listing.entries[...]))
    }
}

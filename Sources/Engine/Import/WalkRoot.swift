import Foundation

/// A folder to walk, or a single sound file, without links in its path.
struct WalkRoot {
    let path: String
    let name: String
    private let status: stat

    var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
    var identity: FileIdentity { FileIdentity(status) }
    /// Itself as an entry of the folder it lies in.
    var entry: FolderEntry { FolderEntry(name: name, status) }

    /// - Parameter argument: as a person wrote it.
    init(_ argument: String) throws(ImportError) {
        do throws(SystemError) {
            guard let resolved = unsafe realpath(argument, nil) else { throw .last }
            defer { unsafe free(resolved) }
            path = unsafe String(cString: resolved)
            status = try FolderEntry.status(of: path)
        } catch {
            throw error.isAbsence
                ? .missing(path: argument) : .unreadable(path: argument, reason: error.words)
        }
        name = path.split(separator: "/").last.map(String.init) ?? path
        if isFolder {
            do throws(SystemError) { try FolderListing.requireReadable(path) } catch {
                throw .unreadable(path: argument, reason: error.words)
            }
        } else if !SoundFile.isNamedLikeSound(name) {
            throw .notAudio(path: argument)
        }
    }
}

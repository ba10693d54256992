import AudioAnalysis
import Foundation

/// The folders and the sound files in one folder, in the order of their names' bytes (``FolderEntry/name``), and what cannot be
/// used of it.
struct FolderListing {
    private(set) var entries: [FolderEntry] = []
    private(set) var problems: [ImportProblem] = []

    init(_ folder: String) throws(SystemError) {
        let directory = try OpenFolder(folder)
        let prefix = folder == "/" ? "/" : folder + "/"
        while let entry = directory.next() {
            switch entry {
            case .name(let name): add(name, at: prefix + name)
            case .garbled(let name, let isFolder) where isFolder || SoundFile.isNamedLikeSound(name):
                let reason = "the name is not valid UTF-8, so nothing can refer to it; rename it"
                problems.append(ImportProblem(path: prefix + name, reason: reason))
            case .garbled: break
            }
        }
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Throws what would keep the folder from being listed.
    static func requireReadable(_ folder: String) throws(SystemError) { _ = try OpenFolder(folder) }

    private mutating func add(_ name: String, at path: String) {
        // Hidden files include the resource forks (`._kick.wav`) that macOS leaves on other systems' disks.
        guard !name.hasPrefix("."), name != "__MACOSX" else { return }
        let status: stat
        do throws(SystemError) {
            status = try FolderEntry.status(of: path)
        } catch {
            // A file that was deleted since the folder was listed is not there; a link that leads nowhere is. Of what
            // lies too deep nobody can tell whether it is a sound or a folder.
            let isTooDeep = error.code == ENAMETOOLONG
            if isTooDeep || SoundFile.isNamedLikeSound(name) && !Self.isAbsent(path) {
                let what = isTooDeep ? "it lies too deep to be read" : "the file cannot be read"
                problems.append(ImportProblem(path: path, reason: "\(what): \(error.words)"))
            }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: entries.append(FolderEntry(name: name, status))
        case S_IFREG where SoundFile.isNamedLikeSound(name): entries.append(FolderEntry(name: name, status))
        // Opening a device or a FIFO may do something; it is not even opened.
        case _ where SoundFile.isNamedLikeSound(name):
            problems.append(ImportProblem(path: path, reason: AudioFileError.notRegularFile.reason))
        default: break
        }
    }

    /// Whether there is nothing of this name, not even a link that leads nowhere.
    private static func isAbsent(_ path: String) -> Bool {
        var link = stat()
        return unsafe lstat(path, &link) != 0 && SystemError.last.isAbsence
    }
}

/// The one owner of an open directory.
@safe private struct OpenFolder: ~Copyable {
    enum Entry {
        case name(String)
        case garbled(String, isFolder: Bool)
    }

    private let stream: OpaquePointer

    init(_ path: String) throws(SystemError) {
        guard let stream = unsafe opendir(path) else { throw .last }
        unsafe self.stream = stream
    }

    deinit { unsafe closedir(stream) }

    func next() -> Entry? {
        while let entry = unsafe readdir(stream) {
            let isFolder = unsafe entry.pointee.d_type == UInt8(DT_DIR)
            let parsed = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                let length = unsafe MemoryLayout.size(ofValue: name.pointee)
                return unsafe name.withMemoryRebound(to: CChar.self, capacity: length) { bytes in
                    unsafe String(validatingCString: bytes).map(Entry.name)
                        ?? .garbled(String(cString: bytes), isFolder: isFolder)
                }
            }
            if case .name(".") = parsed { continue }
            if case .name("..") = parsed { continue }
            return parsed
        }
        return nil
    }
}

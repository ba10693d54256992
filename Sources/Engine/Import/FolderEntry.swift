import Foundation
import Library

/// A folder, or a file that has the name of a sound, in the folder that lists it.
struct FolderEntry {
    /// Of a folder with a slash at its end, so that entries in order of names walk to paths in order of bytes.
    let name: String
    let isFolder: Bool
    let stamp: FileStamp
    let identity: FileIdentity

    init(name: String, _ status: stat) {
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        self.name = isFolder ? name + "/" : name
        let time = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        stamp = FileStamp(size: Int64(status.st_size), modifiedNanoseconds: time)
        identity = FileIdentity(status)
    }

    /// What is at the end of a path and its links.
    static func status(of path: String) throws(SystemError) -> stat {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last }
        return status
    }
}

/// Which file or folder it is, whatever its path.
struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Of what is at the end of a path and its links; `nil` when nothing is.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

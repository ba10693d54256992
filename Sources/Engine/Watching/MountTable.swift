#if os(Linux)
import Foundation

/// What is mounted where (proc(5), `/proc/self/mounts`).
struct MountTable {
    /// File systems that others change without this kernel knowing. FUSE drives may be of either kind.
    private static let foreign = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse", "glusterfs"]

    private struct Mount {
        var folder: String
        var type: String
    }

    private let mounts: [Mount]

    init(_ table: String = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? "") {
        mounts = table.split(separator: "\n").compactMap { line -> Mount? in
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { return nil }
            // Blanks are written as octal.
            let folder = String(fields[1]).replacingOccurrences(of: "\\040", with: " ")
            return Mount(folder: folder, type: String(fields[2]))
        }
    }

    /// Whether a folder is on the disk of another machine.
    func isForeign(_ folder: String) -> Bool {
        let holder = mounts.filter { mount in
            mount.folder == "/" || folder == mount.folder || folder.hasPrefix(mount.folder + "/")
        }.max { $0.folder.utf8.count < $1.folder.utf8.count }
        guard let type = holder?.type else { return false }
        return Self.foreign.contains { type == $0 || type.hasPrefix($0 + ".") }
    }
}
#endif

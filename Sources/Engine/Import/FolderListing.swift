import Foundation

/// The names in one folder, in the order of their bytes, without `.` and `..`.
struct FolderListing {
    private(set) var names: [String] = []
    /// Names that are no UTF-8, with what is wrong in them replaced, of folders and of others. Nothing can be opened by these.
    private(set) var garbledFolders: [String] = []
    private(set) var garbled: [String] = []

    init(_ path: String) throws(SystemError) {
        let folder = try OpenFolder(path)
        while let entry = folder.next() {
            switch entry {
            case .name(let name): names.append(name)
            case .garbled(let name, isFolder: true): garbledFolders.append(name)
            case .garbled(let name, isFolder: false): garbled.append(name)
            }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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

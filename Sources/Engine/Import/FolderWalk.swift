import Foundation
import Library

/// Finds the sound files below folders, in a fixed order. Links are followed once, so a loop of links ends.
struct FolderWalk {
    private(set) var files: [SoundFile] = []
    private(set) var problems: [ImportProblem] = []
    /// The folders that were walked, without links in their paths.
    private(set) var roots: [String] = []
    private var visited: Set<FileIdentity> = []

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Walks a folder, or takes a single sound file.
    mutating func walk(_ argument: String) throws(ImportError) {
        guard let root = Self.realPath(argument), let status = Self.status(of: root) else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path: argument)
                : .unreadable(path: argument, reason: unsafe String(cString: strerror(errno)))
        }
        let name = root.split(separator: "/").last.map(String.init) ?? root
        if status.st_mode & S_IFMT == S_IFDIR {
            do {
                _ = try FileManager.default.contentsOfDirectory(atPath: root)
            } catch {
                throw .unreadable(path: argument, reason: Self.words(for: error))
            }
            roots.append(root)
            descend(into: root, status: status, pack: nil, folders: [name])
        } else if SoundFile.isNamedLikeSound(name) {
            let parent = root.split(separator: "/").dropLast().last.map(String.init) ?? ""
            add(path: root, status: status, pack: parent, folders: [parent])
        } else {
            throw .notAudio(path: argument)
        }
    }

    private mutating func descend(into folder: String, status: stat, pack: String?, folders: [String]) {
        let identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        guard visited.insert(identity).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            problems.append(ImportProblem(path: folder, reason: "the folder cannot be read: \(Self.words(for: error))"))
            return
        }
        // Hidden files include the resource forks (`._kick.wav`) that macOS leaves on other systems' disks.
        for name in names where !name.hasPrefix(".") && name != "__MACOSX" {
            let path = folder == "/" ? "/" + name : folder + "/" + name
            guard let status = Self.status(of: path) else {
                if SoundFile.isNamedLikeSound(name) {
                    let reason = unsafe String(cString: strerror(errno))
                    problems.append(ImportProblem(path: path, reason: "the file cannot be read: \(reason)"))
                }
                continue
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                descend(into: path, status: status, pack: pack ?? name, folders: folders + [name])
            } else if SoundFile.isNamedLikeSound(name) {
                add(path: path, status: status, pack: pack ?? folders.last ?? "", folders: folders)
            }
        }
    }

    private mutating func add(path: String, status: stat, pack: String, folders: [String]) {
        let time = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        let stamp = FileStamp(size: Int64(status.st_size), modifiedNanoseconds: time)
        files.append(SoundFile(path: path, stamp: stamp, pack: pack, folders: folders))
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status : nil
    }

    private static func words(for error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let code = underlying?.domain == NSPOSIXErrorDomain ? underlying?.code : nil
        if let code { return unsafe String(cString: strerror(Int32(code))) }
        return error.localizedDescription
    }
}

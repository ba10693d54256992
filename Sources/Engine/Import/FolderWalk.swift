import AudioAnalysis
import Foundation
import Library

/// Finds the sound files below folders, in a fixed order. Links are followed once, so a loop of links ends.
struct FolderWalk {
    private(set) var files: [SoundFile] = []
    private(set) var problems: [ImportProblem] = []
    /// The folders that were walked, without links in their paths.
    private(set) var roots: [String] = []
    /// Every folder that was listed, in the order of the walk.
    private(set) var listed: [String] = []
    private var visited: Set<FileIdentity> = []

    /// Walks a folder, or takes a single sound file.
    mutating func walk(_ argument: String) throws(ImportError) {
        let (root, status) = try Self.resolve(argument)
        let name = root.split(separator: "/").last.map(String.init) ?? root
        if status.st_mode & S_IFMT == S_IFDIR {
            do throws(SystemError) {
                _ = try FolderListing(root)
            } catch {
                throw .unreadable(path: argument, reason: error.words)
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
        guard visited.insert(FileIdentity(status)).inserted else { return }
        let listing: FolderListing
        do throws(SystemError) {
            listing = try FolderListing(folder)
        } catch {
            problems.append(ImportProblem(path: folder, reason: "the folder cannot be read: \(error.words)"))
            return
        }
        listed.append(folder)
        for name in listing.garbledFolders + listing.garbled.filter(SoundFile.isNamedLikeSound) {
            let reason = "the name is not valid UTF-8, so nothing can refer to it; rename it"
            problems.append(ImportProblem(path: Self.join(folder, name), reason: reason))
        }
        // Hidden files include the resource forks (`._kick.wav`) that macOS leaves on other systems' disks.
        for name in listing.names where !name.hasPrefix(".") && name != "__MACOSX" {
            let path = Self.join(folder, name)
            let status: stat
            do throws(SystemError) {
                status = try Self.status(of: path)
            } catch {
                // A file that was deleted since the folder was listed is not there; a link that leads nowhere is. Of what
                // lies too deep nobody can tell whether it is a sound or a folder.
                let isTooDeep = error.code == ENAMETOOLONG
                if isTooDeep || SoundFile.isNamedLikeSound(name) && !Self.isAbsent(path) {
                    let what = isTooDeep ? "it lies too deep to be read" : "the file cannot be read"
                    problems.append(ImportProblem(path: path, reason: "\(what): \(error.words)"))
                }
                continue
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                descend(into: path, status: status, pack: pack ?? name, folders: folders + [name])
            } else if SoundFile.isNamedLikeSound(name) {
                // Opening a device or a FIFO may do something; it is not even opened.
                if status.st_mode & S_IFMT == S_IFREG {
                    add(path: path, status: status, pack: pack ?? folders.last ?? "", folders: folders)
                } else {
                    problems.append(ImportProblem(path: path, reason: AudioFileError.notRegularFile.reason))
                }
            }
        }
    }

    private mutating func add(path: String, status: stat, pack: String, folders: [String]) {
        let time = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        let stamp = FileStamp(size: Int64(status.st_size), modifiedNanoseconds: time)
        files.append(SoundFile(path: path, stamp: stamp, pack: pack, folders: folders))
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/" + name : folder + "/" + name
    }

    /// The path without links, and what is there.
    private static func resolve(_ path: String) throws(ImportError) -> (String, stat) {
        do throws(SystemError) {
            guard let resolved = unsafe realpath(path, nil) else { throw .last }
            defer { unsafe free(resolved) }
            let root = unsafe String(cString: resolved)
            return (root, try status(of: root))
        } catch {
            throw error.isAbsence ? .missing(path: path) : .unreadable(path: path, reason: error.words)
        }
    }

    private static func status(of path: String) throws(SystemError) -> stat {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last }
        return status
    }

    /// Whether there is nothing of this name, not even a link that leads nowhere.
    private static func isAbsent(_ path: String) -> Bool {
        var link = stat()
        return unsafe lstat(path, &link) != 0 && SystemError.last.isAbsence
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

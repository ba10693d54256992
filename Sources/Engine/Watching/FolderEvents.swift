import Foundation
import Library

/// Notices that something happened in folders, where the system tells of it; names what it cannot follow so.
struct FolderEvents: ~Copyable {
    /// Files that somebody has begun to write and not closed yet.
    private(set) var written: Set<ExactPath> = []
    /// Why folders must be looked at now and then besides, for people; `nil` when every change is told.
    private(set) var gap: String?
    #if os(Linux)
    private let inotify = Inotify()
    private var folders: [Int32: String] = [:]

    init() {
        gap = inotify.refusal.map {
            "the system tells of no changes (\($0.words)); fs.inotify.max_user_instances may be too low"
        }
    }

    /// Follows exactly these folders from now on. Returns whether one of them was not followed before, so that what
    /// happened in it until now may have been missed.
    mutating func follow(_ listed: [String], below roots: [String]) -> Bool {
        guard inotify.refusal == nil else { return false }
        let mounts = MountTable()
        gap = roots.first(where: mounts.isForeign).map {
            "\($0) is on a disk of another machine, whose changes nobody tells"
        }
        var followed: [Int32: String] = [:]
        for (index, folder) in listed.enumerated() {
            do throws(SystemError) {
                followed[try inotify.watch(folder)] = folder
            } catch {
                guard error.code == ENOSPC else { continue }
                gap =
                    "the system lets \(index) folders be followed, of \(listed.count); "
                    + "raise fs.inotify.max_user_watches"
                break
            }
        }
        let isNew = followed.keys.contains { folders[$0] == nil }
        for watch in folders.keys where followed[watch] == nil { inotify.forget(watch) }
        folders = followed
        return isNew
    }

    /// Whether something happened that a look would find.
    mutating func happened() -> Bool {
        var isNews = false
        for event in inotify.read() {
            if event.says(IN_Q_OVERFLOW) {
                written = []
                isNews = true
            } else if event.says(IN_ISDIR, IN_DELETE_SELF, IN_MOVE_SELF, IN_UNMOUNT) {
                isNews = true
            } else if let folder = folders[event.watch], SoundFile.isNamedLikeSound(event.name) {
                let path = ExactPath(folder + "/" + event.name)
                if event.says(IN_MODIFY) {
                    written.insert(path)
                } else if !event.says(IN_ATTRIB, IN_CREATE) {
                    written.remove(path)
                }
                isNews = true
            }
        }
        return isNews
    }
    #else
    init() { gap = "this system's notes of changes are not read" }

    mutating func follow(_ listed: [String], below roots: [String]) -> Bool { false }

    mutating func happened() -> Bool { false }
    #endif
}

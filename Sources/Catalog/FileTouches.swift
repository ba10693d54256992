import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Says when files of a folder may have been written, by whichever process: the kernel tells (inotify(7)), so that waiting costs
/// nothing. Without its help, as without a reason, it says so every second.
///
/// SQLite writes its log before a commit can be seen, by the length of a sync. So a word follows each burst of writes after
/// 20 ms, and then after ever longer.
enum FileTouches {
    private static let grain: Int32 = 20
    private static let longest: Int32 = 1_000

    /// A stream for one reader, which ends it by leaving.
    static func stream(of folder: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        Thread.detachNewThread {
            let notes = FolderNotes(of: folder)
            var pause = longest
            while true {
                let isTold = notes.wait(milliseconds: pause)
                if case .terminated = continuation.yield() { return }
                pause = isTold ? grain : min(pause * 2, longest)
                // A burst is one word.
                if isTold { Thread.sleep(forTimeInterval: Double(grain) / 1_000) }
            }
        }
        return stream
    }
}

/// The kernel's notes of what is written in a folder, not below it.
private struct FolderNotes: ~Copyable {
    #if os(Linux)
    private let descriptor: Int32
    /// Whether the kernel had room for one more.
    private let isWatching: Bool

    init(of folder: String) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        isWatching = unsafe descriptor >= 0 && inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY)) >= 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits for a note, and takes all there are. False when the time is up.
    borrowing func wait(milliseconds: Int32) -> Bool {
        // A negative descriptor is passed over.
        var watched = pollfd(fd: isWatching ? descriptor : -1, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&watched, 1, milliseconds) > 0 else { return false }
        var notes = [UInt8](repeating: 0, count: 65_536)
        while unsafe read(descriptor, &notes, notes.count) > 0 {}
        return true
    }
    #else
    init(of folder: String) {}

    borrowing func wait(milliseconds: Int32) -> Bool {
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
        return false
    }
    #endif
}

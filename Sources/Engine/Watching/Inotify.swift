#if os(Linux)
import Glibc

/// The one owner of an inotify queue: the kernel's notes of what happens in folders (inotify(7)).
@safe struct Inotify: ~Copyable {
    /// What happened to a folder, or to the entry `name` of it.
    struct Event {
        var watch: Int32
        var mask: UInt32
        var name: String

        func says(_ flags: Int32...) -> Bool { flags.contains { mask & UInt32(bitPattern: $0) != 0 } }
    }

    private static let interest = UInt32(
        IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK)

    private let descriptor: Int32
    /// Why there is no queue; then nothing is ever told.
    let refusal: SystemError?

    init() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        refusal = descriptor < 0 ? .last : nil
    }

    deinit { if refusal == nil { close(descriptor) } }

    /// Watches a folder, not those inside it. Again for the same folder, under whatever path, gives the same number.
    func watch(_ folder: String) throws(SystemError) -> Int32 {
        if let refusal { throw refusal }
        let watch = unsafe inotify_add_watch(descriptor, folder, Self.interest)
        guard watch >= 0 else { throw .last }
        return watch
    }

    func forget(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    /// What has happened since the last call; never waits.
    func read() -> [Event] {
        var events: [Event] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return events }
            var offset = 0
            let head = MemoryLayout<inotify_event>.size
            while offset + head <= count {
                let event = unsafe buffer.withUnsafeBytes { bytes in
                    unsafe bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                }
                let name = buffer[(offset + head)..<(offset + head + Int(event.len))].prefix { $0 != 0 }
                events.append(
                    Event(watch: event.wd, mask: event.mask, name: String(decoding: name, as: UTF8.self)))
                offset += head + Int(event.len)
            }
        }
    }
}
#endif

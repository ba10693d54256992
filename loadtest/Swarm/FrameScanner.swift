#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Follows `text/event-stream` by its line ends, looking only at how each line begins: thousands of watchers share the machine
/// with the server, so nothing is decoded that is not needed.
struct FrameScanner {
    /// What a frame was.
    enum Kind: UInt8, CaseIterable, Sendable {
        case hello, context, suggestions, experiment, library, reset, bye, other
    }

    struct Frame {
        var kind: Kind
        /// The number after the first `"revision":` near the beginning of the data.
        var revision: Int?
        /// Bytes of the lines since the frame before.
        var bytes: Int
    }

    /// Line beginnings are looked at this far: past the session and the revision.
    private static let prefixLimit = 192

    private var prefix: [UInt8] = []
    private var lineIsEmpty = true
    private var frame = Frame(kind: .other, revision: nil, bytes: 0)
    private var hasData = false
    /// The `id` of the newest frame.
    private(set) var cursor = ""

    /// Takes the next bytes of the stream.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, _ report: (Frame) -> Void) {
        guard let base = bytes.baseAddress else { return }
        var at = 0
        while at < bytes.count {
            let found = unsafe memchr(base + at, 0x0a, bytes.count - at)
            let length = unsafe found.map { unsafe base.distance(to: UnsafeRawPointer($0)) - at }
            let end = at + (length ?? bytes.count - at)
            if end > at {
                lineIsEmpty = false
                let room = Self.prefixLimit - prefix.count
                if room > 0 { unsafe prefix.append(contentsOf: bytes[at..<min(end, at + room)]) }
            }
            frame.bytes += end - at + (length == nil ? 0 : 1)
            guard length != nil else { return }
            at = end + 1
            if lineIsEmpty { dispatch(report) } else { readLine() }
            prefix.removeAll(keepingCapacity: true)
            lineIsEmpty = true
        }
    }

    private mutating func readLine() {
        switch prefix.first {
        case UInt8(ascii: "d"):
            hasData = true
            if frame.revision == nil { frame.revision = RevisionScanner.revision(in: prefix) }
        case UInt8(ascii: "e"): frame.kind = Self.kind(of: prefix)
        case UInt8(ascii: "i") where prefix.starts(with: Self.idField):
            cursor = String(decoding: prefix.dropFirst(Self.idField.count), as: UTF8.self)
        default: break
        }
    }

    private mutating func dispatch(_ report: (Frame) -> Void) {
        if hasData { report(frame) }
        frame = Frame(kind: .other, revision: nil, bytes: 0)
        hasData = false
    }

    private static let idField = Array("id: ".utf8)
    private static let kinds = Kind.allCases.map { (Array("event: \($0)".utf8), $0) }

    private static func kind(of line: [UInt8]) -> Kind { kinds.first { line == $0.0 }?.1 ?? .other }
}

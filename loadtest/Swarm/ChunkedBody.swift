/// Where the bytes of an HTTP/1.1 chunked body are, found without copying them (RFC 9112 §7.1).
struct ChunkedBody {
    private enum State {
        case size(Int)
        /// Behind the digits: extensions and the line's end.
        case sizeEnd(Int)
        case payload(Int)
        /// The line end after a chunk's payload.
        case gap
        case ended
    }

    private var state = State.size(0)

    /// The chunk of length 0 has come.
    var hasEnded: Bool {
        if case .ended = state { true } else { false }
    }

    /// Hands every run of payload bytes in `bytes` to `take`.
    mutating func read(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
        var at = 0
        while at < bytes.count {
            switch state {
            case .payload(let rest):
                let count = min(rest, bytes.count - at)
                unsafe take(UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]))
                at += count
                state = rest == count ? .gap : .payload(rest - count)
            case .size(let size):
                let byte = unsafe bytes[at]
                at += 1
                if let digit = Self.hex(byte) {
                    state = .size(size << 4 | digit)
                } else {
                    state = byte == 0x0a ? Self.begin(size) : .sizeEnd(size)
                }
            case .sizeEnd(let size):
                if unsafe bytes[at] == 0x0a { state = Self.begin(size) }
                at += 1
            case .gap:
                if unsafe bytes[at] == 0x0a { state = .size(0) }
                at += 1
            case .ended: return
            }
        }
    }

    private static func begin(_ size: Int) -> State { size == 0 ? .ended : .payload(size) }

    private static func hex(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x37
        default: nil
        }
    }
}

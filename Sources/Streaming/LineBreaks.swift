import NIOCore

extension UInt8 {
    /// CR or LF.
    var isLineBreak: Bool { self == 0x0a || self == 0x0d }
}

extension ByteBuffer {
    /// Whether no byte is a line break, as is so of all JSON that is written here.
    var isOneLine: Bool {
        unsafe withUnsafeReadableBytes { bytes in
            // No early end, so that many bytes are looked at as one.
            var isBroken = false
            for place in 0..<bytes.count { isBroken = unsafe bytes[place].isLineBreak || isBroken }
            return !isBroken
        }
    }
}

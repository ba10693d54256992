import NIOCore

extension UInt8 {
    /// CR or LF.
    var isLineBreak: Bool { self == 0x0a || self == 0x0d }
}

extension ByteBuffer {
    /// Whether no byte is a line break, as is so of all JSON that is written here.
    var isOneLine: Bool {
        unsafe withUnsafeReadableBytes { bytes in
            // No early end and no branches, so that many bytes are looked at as one.
            var breaks: UInt8 = 0
            for place in 0..<bytes.count {
                let byte = unsafe bytes[place]
                breaks |= (byte == 0x0a ? 1 : 0) | (byte == 0x0d ? 1 : 0)
            }
            return breaks == 0
        }
    }
}

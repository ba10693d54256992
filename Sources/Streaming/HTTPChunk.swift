import NIOCore

/// The framing of an HTTP/1.1 chunked body (RFC 9112 §7.1), so that a frame is framed once for all who are sent it.
enum HTTPChunk {
    /// Bytes that a size line takes at most.
    static let headroom = 18
    static let lineEnd = "\r\n"

    static func sizeLine(of length: Int) -> String { String(length, radix: 16) + lineEnd }

    static func chunk(of bytes: ByteBuffer) -> ByteBuffer {
        var out = ByteBuffer()
        out.reserveCapacity(bytes.readableBytes + headroom + lineEnd.utf8.count)
        out.writeString(sizeLine(of: bytes.readableBytes))
        out.writeImmutableBuffer(bytes)
        out.writeString(lineEnd)
        return out
    }
}

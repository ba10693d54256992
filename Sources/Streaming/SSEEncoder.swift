public import NIOCore

/// Writes `text/event-stream` (WHATWG HTML, §9.2), byte by byte.
///
/// Lines are found on bytes, never on `Character`s: Swift sees `"\r\n"` as one character, and splitting on characters
/// lets a payload inject fields.
public enum SSEEncoder {
    /// Every `data:` line, its name and its line feed included, is shorter than this wherever it may be split.
    public static let lineLimit = 64 * 1024

    /// Appends one frame: `id`, `event`, the `data` lines and the blank line that dispatches it.
    ///
    /// `data` is split on CR, LF and CRLF, each of which a client receives as LF. A line of ``lineLimit`` bytes or more is
    /// split further only where a line feed is white space to JSON, that is outside its strings: the client receives
    /// equal JSON with added line feeds. A single longer JSON string has no such place and is sent whole rather than changed.
    /// - Complexity: O(bytes), a look and a copy for a payload without line breaks.
    public static func append(id: SSEField?, event: SSEField?, data: ByteBuffer, to out: inout ByteBuffer) {
        if let id { append("id: ", id, to: &out) }
        appendBody(event: event, data: data, to: &out)
    }

    /// Appends the reconnection delay. It takes effect without a blank line.
    public static func appendRetry(milliseconds: Int, to out: inout ByteBuffer) {
        out.writeString("retry: \(milliseconds)\n")
    }

    /// Appends a comment, without a blank line: several client libraries dispatch an empty event at a blank line.
    public static func appendHeartbeat(to out: inout ByteBuffer) {
        out.writeStaticString(":\n")
    }

    /// The frame without its `id` line.
    static func appendBody(event: SSEField?, data: ByteBuffer, to out: inout ByteBuffer) {
        if let event { append("event: ", event, to: &out) }
        appendLines(data, to: &out)
        out.writeInteger(UInt8(ascii: "\n"))
    }

    private static func append(_ name: StaticString, _ value: SSEField, to out: inout ByteBuffer) {
        out.writeStaticString(name)
        out.writeString(value.text)
        out.writeInteger(UInt8(ascii: "\n"))
    }

    private static func appendLines(_ data: ByteBuffer, to out: inout ByteBuffer) {
        let bytes = data.readableBytesView
        if data.isOneLine { return appendLine(bytes, to: &out) }
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(where: \.isLineBreak) {
            appendLine(bytes[start..<end], to: &out)
            start = end + 1
            if bytes[end] == 0x0d, start < bytes.endIndex, bytes[start] == 0x0a { start += 1 }
        }
        appendLine(bytes[start...], to: &out)
    }

    private static func appendLine(_ line: ByteBufferView, to out: inout ByteBuffer) {
        let room = lineLimit - "data: \n".utf8.count - 1
        guard line.count > room else { return appendPiece(line, to: &out) }
        for piece in JSONLineSplitter.pieces(of: line, room: room) { appendPiece(piece, to: &out) }
    }

    private static func appendPiece(_ piece: ByteBufferView, to out: inout ByteBuffer) {
        out.writeStaticString("data: ")
        out.writeBytes(piece)
        out.writeInteger(UInt8(ascii: "\n"))
    }
}

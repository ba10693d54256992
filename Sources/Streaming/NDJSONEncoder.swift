public import NIOCore

/// Writes `application/x-ndjson`: one `{"id":…,"event":…,"data":…}` object a line.
public enum NDJSONEncoder {
    /// Appends one frame. `data` is JSON; line breaks between its tokens become spaces, so that the object stays on its line.
    public static func append(id: SSEField?, event: SSEField, data: ByteBuffer, to out: inout ByteBuffer) {
        let line = JSONWriter.object(capacity: data.readableBytes + 128) { line in
            if let id { line.member("id", id.text) }
            line.member("event", event.text)
            line.key("data")
            line.raw(onOneLine(data))
        }
        out.writeImmutableBuffer(line)
        out.writeInteger(UInt8(ascii: "\n"))
    }

    private static func onOneLine(_ data: ByteBuffer) -> ByteBuffer {
        if data.isOneLine { return data }
        return ByteBuffer(bytes: data.readableBytesView.map { $0.isLineBreak ? UInt8(ascii: " ") : $0 })
    }
}

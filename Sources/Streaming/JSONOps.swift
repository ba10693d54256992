import NIOCore

/// The operations of a JSON Patch (RFC 6902 §4), written one after the other. Paths need no escaping in JSON.
struct JSONOps {
    private(set) var count = 0
    private var buffer = ByteBuffer()

    mutating func add(_ path: String, _ value: ArraySlice<UInt8>) { append("add", path, value) }

    mutating func replace(_ path: String, _ value: ArraySlice<UInt8>) { append("replace", path, value) }

    mutating func remove(_ path: String) {
        open("remove", path)
        buffer.writeStaticString("\"}")
    }

    mutating func move(from: String, to path: String) {
        open("move", path)
        buffer.writeString("\",\"from\":\"\(from)\"}")
    }

    /// All of them as an array.
    var json: ByteBuffer {
        var out = ByteBuffer()
        out.reserveCapacity(buffer.readableBytes + 2)
        out.writeStaticString("[")
        out.writeImmutableBuffer(buffer)
        out.writeStaticString("]")
        return out
    }

    private mutating func append(_ op: String, _ path: String, _ value: ArraySlice<UInt8>) {
        open(op, path)
        buffer.writeStaticString("\",\"value\":")
        buffer.writeBytes(value)
        buffer.writeStaticString("}")
    }

    private mutating func open(_ op: String, _ path: String) {
        if count > 0 { buffer.writeStaticString(",") }
        count += 1
        buffer.writeString("{\"op\":\"\(op)\",\"path\":\"\(path)")
    }
}

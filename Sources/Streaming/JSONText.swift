import NIOCore

/// Writes the few small JSON objects a feed makes itself.
struct JSONText {
    private(set) var buffer = ByteBuffer()
    private var isFirst = true

    init() { buffer.writeStaticString("{") }

    mutating func member(_ name: StaticString, _ value: String) {
        begin(name)
        Self.write(value, to: &buffer)
    }

    mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        begin(name)
        buffer.writeString(String(value))
    }

    mutating func member(_ name: StaticString, _ values: [String]) {
        begin(name)
        buffer.writeStaticString("[")
        for (index, value) in values.enumerated() {
            if index > 0 { buffer.writeStaticString(",") }
            Self.write(value, to: &buffer)
        }
        buffer.writeStaticString("]")
    }

    /// A value that is JSON already.
    mutating func member(_ name: StaticString, json: ByteBuffer) {
        begin(name)
        buffer.writeImmutableBuffer(json)
    }

    consuming func closed() -> ByteBuffer {
        buffer.writeStaticString("}")
        return buffer
    }

    private mutating func begin(_ name: StaticString) {
        buffer.writeString(isFirst ? "\"" : ",\"")
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
        isFirst = false
    }

    /// A JSON string (RFC 8259 §7).
    static func write(_ text: String, to buffer: inout ByteBuffer) {
        buffer.writeStaticString("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": buffer.writeStaticString("\\\"")
            case "\\": buffer.writeStaticString("\\\\")
            case "\u{0}"..."\u{1f}":
                let hex = String(scalar.value, radix: 16)
                buffer.writeString("\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex)
            default: buffer.writeString(String(scalar))
            }
        }
        buffer.writeStaticString("\"")
    }
}

package import NIOCore

/// Appends JSON text to a byte buffer, for what is encoded on every update. Commas are placed by the writer; the
/// caller keeps objects and arrays balanced by nesting closures.
package struct JSONWriter {
    package private(set) var buffer: ByteBuffer
    /// Whether the next value in the open object or array needs a comma before it.
    private var needsComma = false

    package init(capacity: Int = 4096) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// One object as a buffer of its own.
    package static func object(capacity: Int = 256, _ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var writer = JSONWriter(capacity: capacity)
        writer.object(members)
        return writer.buffer
    }

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        nest(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
            for element in elements { body(&writer, element) }
        }
    }

    /// Begins a member; the value must follow.
    package mutating func key(_ name: StaticString) {
        separate()
        buffer.writeInteger(UInt8(ascii: "\""))
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
        needsComma = false
    }

    package mutating func key(_ name: String) {
        string(name)
        buffer.writeInteger(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ text: String) {
        separate()
        buffer.writeInteger(UInt8(ascii: "\""))
        for byte in text.utf8 { escape(byte) }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    /// The shortest text that reads back as the same number; whole numbers without a fraction. Not finite is `null`.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        if value == value.rounded(), abs(value) < 1e15 {
            buffer.writeString(String(Int64(value)))
        } else {
            buffer.writeString(value.description)
        }
    }

    package mutating func number(_ value: Int) {
        separate()
        buffer.writeString(String(value))
    }

    package mutating func bool(_ value: Bool) {
        separate()
        buffer.writeStaticString(value ? "true" : "false")
    }

    package mutating func null() {
        separate()
        buffer.writeStaticString("null")
    }

    /// JSON text made elsewhere, verbatim.
    package mutating func raw(_ json: ByteBuffer) {
        separate()
        buffer.writeImmutableBuffer(json)
    }

    package mutating func raw(_ json: String) {
        separate()
        buffer.writeString(json)
    }

    private mutating func nest(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
        separate()
        buffer.writeInteger(open)
        needsComma = false
        body(&self)
        buffer.writeInteger(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { buffer.writeInteger(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// RFC 8259 §7: quotation mark, reverse solidus and the control characters are escaped, everything else is verbatim.
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): buffer.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): buffer.writeStaticString("\\\\")
        case 0x0A: buffer.writeStaticString("\\n")
        case 0x0D: buffer.writeStaticString("\\r")
        case 0x09: buffer.writeStaticString("\\t")
        case 0..<0x20:
            buffer.writeStaticString("\\u00")
            buffer.writeInteger(Self.hexDigits[Int(byte >> 4)])
            buffer.writeInteger(Self.hexDigits[Int(byte & 15)])
        default: buffer.writeInteger(byte)
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension JSONWriter {
    /// A member with a text, or `null`.
    package mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// A member with a number, or `null`.
    package mutating func member(_ name: StaticString, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }
}

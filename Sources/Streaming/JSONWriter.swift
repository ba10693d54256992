package import NIOCore

/// Appends JSON text to bytes of its own, for what is encoded on every update. Commas are placed by the writer; the
/// caller keeps objects and arrays balanced by nesting closures.
@safe package struct JSONWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0
    /// Whether the next value in the open object or array needs a comma before it.
    private var needsComma = false

    package init(capacity: Int = 4096) {
        self.capacity = max(capacity, 16)
        unsafe base = UnsafeMutablePointer.allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    /// What has been written, in a buffer of its own.
    package var buffer: ByteBuffer {
        unsafe ByteBuffer(bytes: UnsafeRawBufferPointer(start: base, count: count))
    }

    /// One object as a buffer of its own.
    package static func object(capacity: Int = 256, _ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var writer = JSONWriter(capacity: capacity)
        writer.object(members)
        return writer.buffer
    }

    @inlinable package mutating func object(_ members: (inout JSONWriter) -> Void) {
        begin(UInt8(ascii: "{"))
        members(&self)
        end(UInt8(ascii: "}"))
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
    ) {
        array { for element in elements { body(&$0, element) } }
    }

    /// The same with nothing generic: where lists are written for every update.
    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        begin(UInt8(ascii: "["))
        elements(&self)
        end(UInt8(ascii: "]"))
    }

    /// Begins a member; the value must follow.
    package mutating func key(_ name: StaticString) {
        separate()
        append(UInt8(ascii: "\""))
        append(name)
        append("\":")
        needsComma = false
    }

    package mutating func key(_ name: String) {
        string(name)
        append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ text: String) {
        separate()
        append(UInt8(ascii: "\""))
        append(escaping: text)
        append(UInt8(ascii: "\""))
    }

    /// One text of three parts, of which only the middle may need escapes.
    package mutating func string(_ before: StaticString, _ text: String, _ after: StaticString) {
        separate()
        append(UInt8(ascii: "\""))
        append(before)
        append(escaping: text)
        append(after)
        append(UInt8(ascii: "\""))
    }

    /// The shortest text that reads back as the same number; whole numbers without a fraction. Not finite is `null`.
    package mutating func number(_ value: Double) {
        if value == value.rounded(), value.magnitude < 1e15 { return number(Int(value)) }
        guard value.isFinite else { return null() }
        separate()
        append(value.description)
    }

    /// Rounded to at most 9 decimals, trailing zeros left out.
    package mutating func number(_ value: Double, decimals: Int) {
        let unit = Self.powers[decimals]
        let scaled = (value.magnitude * Double(unit)).rounded()
        // Past 2^53 not every number of that many decimals is one.
        guard scaled < 0x1p53 else { return number(value) }
        separate()
        if value < 0, scaled > 0 { append(UInt8(ascii: "-")) }
        append(digits: UInt64(scaled) / unit)
        var (fraction, digit) = (UInt64(scaled) % unit, unit / 10)
        if fraction > 0 { append(UInt8(ascii: ".")) }
        while fraction > 0 {
            append(UInt8(ascii: "0") + UInt8(fraction / digit))
            fraction %= digit
            digit /= 10
        }
    }

    package mutating func number(_ value: Int) {
        separate()
        if value < 0 { append(UInt8(ascii: "-")) }
        append(digits: UInt64(value.magnitude))
    }

    package mutating func bool(_ value: Bool) {
        separate()
        append(value ? "true" : "false" as StaticString)
    }

    package mutating func null() {
        separate()
        append("null" as StaticString)
    }

    /// JSON text made elsewhere, verbatim.
    package mutating func raw(_ json: ByteBuffer) {
        separate()
        unsafe json.withUnsafeReadableBytes { unsafe $0.withMemoryRebound(to: UInt8.self) { unsafe append($0) } }
    }

    package mutating func raw(_ json: String) {
        separate()
        append(json)
    }

    @usableFromInline mutating func begin(_ bracket: UInt8) {
        separate()
        append(bracket)
        needsComma = false
    }

    @usableFromInline mutating func end(_ bracket: UInt8) {
        append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Makes room for more bytes. Doubling, so O(1) a byte.
    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
    }

    private mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base[count] = byte
        count += 1
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    private mutating func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: String) {
        let isWhole: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { unsafe append($0) }
        if isWhole == nil { for byte in text.utf8 { append(byte) } }
    }

    private mutating func append(digits number: UInt64) {
        var size = 1
        var rest = number
        while rest > 9 {
            rest /= 10
            size += 1
        }
        reserve(size)
        rest = number
        for place in (count..<count + size).reversed() {
            unsafe base[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += size
    }

    private mutating func append(escaping text: String) {
        let start = count
        append(text)
        // No early end and no branches: most texts need no escape, and many bytes are looked at as one.
        var escapes: UInt8 = 0
        for place in start..<count { escapes |= unsafe Self.needsEscape(base[place]) }
        guard escapes > 0 else { return }
        count = start
        for byte in text.utf8 { escape(byte) }
    }

    /// 1 where it does.
    private static func needsEscape(_ byte: UInt8) -> UInt8 {
        (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
    }

    /// RFC 8259 §7: quotation mark, reverse solidus and the control characters are escaped, everything else is verbatim.
    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"" as StaticString)
        case UInt8(ascii: "\\"): append("\\\\" as StaticString)
        case 0x0A: append("\\n" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0..<0x20:
            append("\\u00" as StaticString)
            append(Self.hexDigits[Int(byte >> 4)])
            append(Self.hexDigits[Int(byte & 15)])
        default: append(byte)
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
    private static let powers: [UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]
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

    /// A member with a number of at most 9 decimals, or `null`.
    package mutating func member(_ name: StaticString, _ value: Double?, decimals: Int) {
        key(name)
        if let value { number(value, decimals: decimals) } else { null() }
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

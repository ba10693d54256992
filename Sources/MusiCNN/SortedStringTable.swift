import Foundation

/// The names and values of a LevelDB table without compression: a footer leads to a block of handles, each to a block of
/// entries, whose names share their beginnings. (`leveldb/doc/table_format.md`.)
struct SortedStringTable {
    private let bytes: [UInt8]
    private static let magic: UInt64 = 0xdb47_7524_8b80_fb57
    private static let footer = 48

    init(_ data: Data) { bytes = [UInt8](data) }

    mutating func read() throws(TensorBundleError) -> [(name: String, value: [UInt8])] {
        guard bytes.count >= Self.footer else { throw .malformed("it is too short") }
        let magic = bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard magic == Self.magic else { throw .malformed("it does not end as a table does") }
        var footer = ByteCursor(Array(bytes.suffix(Self.footer)))
        _ = try (footer.varint(), footer.varint())
        let index = try block(offset: footer.varint(), size: footer.varint())
        var entries: [(name: String, value: [UInt8])] = []
        for (_, handle) in index {
            var cursor = ByteCursor(handle)
            for (name, value) in try block(offset: cursor.varint(), size: cursor.varint()) {
                entries.append((String(decoding: name, as: UTF8.self), value))
            }
        }
        return entries
    }

    /// Entries of one block, whose trailer is a byte for its compression and a masked CRC-32C.
    private func block(offset: Int, size: Int) throws(TensorBundleError) -> [(name: [UInt8], value: [UInt8])] {
        guard offset >= 0, size >= 4, size <= bytes.count, offset <= bytes.count - size - 5 else {
            throw .malformed("a block lies outside of it")
        }
        guard bytes[offset + size] == 0 else { throw .malformed("it is compressed") }
        var trailer = ByteCursor(Array(bytes[offset + size + 1..<offset + size + 5]))
        guard try trailer.word() == Checksum.masked(Array(bytes[offset...offset + size])) else {
            throw .malformed("a block does not match its checksum")
        }
        var restarts = ByteCursor(Array(bytes[offset + size - 4..<offset + size]))
        let tail = 4 + 4 * Int(try restarts.word())
        guard tail <= size else { throw .malformed("a block has more restarts than bytes") }
        var cursor = ByteCursor(Array(bytes[offset..<offset + size - tail]))
        var entries: [(name: [UInt8], value: [UInt8])] = []
        var name: [UInt8] = []
        while !cursor.isAtEnd {
            let (shared, rest, length) = try (cursor.varint(), cursor.varint(), cursor.varint())
            guard shared <= name.count else { throw .malformed("a name goes on from none") }
            name = Array(name.prefix(shared)) + (try cursor.take(rest))
            entries.append((name, try cursor.take(length)))
        }
        return entries
    }
}

/// Reads numbers from the front of some bytes.
struct ByteCursor {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    /// Seven bits per byte, lowest first; of at most 62 bits.
    mutating func varint() throws(TensorBundleError) -> Int {
        var value = 0
        for shift in stride(from: 0, to: 62, by: 7) {
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            value |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("a number does not end")
    }

    /// 32 bits, little-endian.
    mutating func word() throws(TensorBundleError) -> UInt32 {
        try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    mutating func take(_ count: Int) throws(TensorBundleError) -> [UInt8] {
        guard count <= bytes.count - position else { throw .malformed("it is cut off") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}

import CKernels

/// The index of a tensor bundle around blocks that the mutator has changed: checksums are right, so that what lies behind
/// them is reached.
enum SeedTable {
    /// Blocks of a table without their trailers: an entry `""` with a header, and `w` of shape 2 × 2.
    static let blocks: [[UInt8]] = {
        let shape: [UInt8] = [0x12, 0x08, 0x12, 0x02, 0x08, 0x02, 0x12, 0x02, 0x08, 0x02]
        let entry: [UInt8] = [0x08, 0x01] + shape + [0x20, 0x00, 0x28, 0x10, 0x35, 1, 2, 3, 4]
        let header: [UInt8] = [0x08, 0x01, 0x1A, 0x02, 0x08, 0x01]
        let first: [UInt8] = [0, 0, UInt8(header.count)] + header
        let second: [UInt8] = [0, 1, UInt8(entry.count), 0x77] + entry
        return [first + second + word(0) + word(1), second + word(0) + word(1)]
    }()

    /// A table of that one block.
    static func table(of block: [UInt8]) -> [UInt8] {
        var table = trailed(block)
        let handle = varint(0) + varint(UInt64(max(0, block.count)))
        let index = [0, 1, UInt8(handle.count), 0x7A] + handle + word(0) + word(1)
        let indexStart = UInt64(table.count)
        table += trailed(index)
        var footer = varint(0) + varint(0) + varint(indexStart) + varint(UInt64(index.count))
        footer += [UInt8](repeating: 0, count: 40 - footer.count)
        return table + footer + [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
    }

    /// A block, its kind and its masked CRC-32C (`leveldb/util/crc32c.h`).
    private static func trailed(_ block: [UInt8]) -> [UInt8] {
        let bytes = block + [0]
        let crc = unsafe bytes.withUnsafeBytes { unsafe attune_crc32c(0, $0.baseAddress, $0.count) }
        return bytes + word((crc >> 15 | crc << 17) &+ 0xA282_EAD8)
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest > 127 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

import Streaming

/// Damages bytes in the ways files are damaged and liars lie; the same generator gives the same damage.
struct Mutator {
    private var random: SplitMix64

    init(seed: UInt64, number: Int) {
        random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(number))
    }

    /// Numbers that sizes and counts are wrong at.
    private static let edges: [UInt64] = [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max, .max - 7,
    ]

    /// One of the seeds, damaged.
    mutating func next(from seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random) ?? []
        let other = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &random) { damage(&bytes, other: other) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], other: [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }
            return
        }
        let place = position(in: bytes)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2, 3: put(Self.edges.randomElement(using: &random) ?? 0, at: place, in: &bytes)
        case 4: bytes.removeSubrange(range(from: place, in: bytes))
        case 5: bytes.insert(contentsOf: bytes[range(from: place, in: bytes)], at: place)
        case 6: bytes.removeSubrange(place...)
        case 7:
            let noise = (0..<Int.random(in: 1...32, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            bytes.insert(contentsOf: noise, at: place)
        case 8:
            guard !other.isEmpty else { return }
            let from = Int.random(in: 0..<other.count, using: &random)
            bytes.replaceSubrange(range(from: place, in: bytes), with: other[range(from: from, in: other)])
        default:
            let target = position(in: bytes)
            let piece = Array(bytes[range(from: place, in: bytes)])
            for (offset, byte) in piece.enumerated() where target + offset < bytes.count {
                bytes[target + offset] = byte
            }
        }
    }

    /// Heads are where it hurts most.
    private mutating func position(in bytes: [UInt8]) -> Int {
        Int.random(in: 0..<(Bool.random(using: &random) ? min(bytes.count, 128) : bytes.count), using: &random)
    }

    private mutating func range(from place: Int, in bytes: [UInt8]) -> Range<Int> {
        let length = Bool.random(using: &random) ? 64 : bytes.count
        return place..<min(bytes.count, place + Int.random(in: 1...max(1, length), using: &random))
    }

    private mutating func put(_ value: UInt64, at place: Int, in bytes: inout [UInt8]) {
        let size = [1, 2, 4, 8].randomElement(using: &random) ?? 4
        let isLittle = Bool.random(using: &random)
        for byte in 0..<size where place + byte < bytes.count {
            let shift = 8 * UInt64(isLittle ? byte : size - 1 - byte)
            bytes[place + byte] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }
}

/// Turns vectors so that their length is spread evenly over their values, which leaves every angle between them as it was: signs
/// are flipped by a fixed pattern, and what results goes through the Walsh–Hadamard transform (as in Ailon & Chazelle, "The Fast
/// Johnson–Lindenstrauss Transform", 2009). Vectors that lie along few directions then lose as little as any others when few bits
/// of each value are kept.
package enum Rotation {
    /// Turns in place. Lengths that are no power of two are turned piece by piece: the first of them, the last, and the
    /// first again, each the longest power of two. O(values × log values).
    package static func turn(_ values: inout [Float]) {
        guard values.count > 1 else { return }
        let length = 1 << (Int.bitWidth - 1 - values.count.leadingZeroBitCount)
        let last = values.count - length
        let starts = last == 0 ? [0] : [0, last, 0]
        for (turn, start) in starts.enumerated() {
            flip(&values, start..<start + length, turn)
            transform(&values, start, length)
        }
    }

    /// The sign of a place is a bit of its hash (the finaliser of MurmurHash3).
    private static func flip(_ values: inout [Float], _ range: Range<Int>, _ turn: Int) {
        for place in range {
            var hash = UInt32(truncatingIfNeeded: place + turn << 16) &+ 0x9e37_79b9
            hash = (hash ^ hash &>> 16) &* 0x85eb_ca6b
            hash = (hash ^ hash &>> 13) &* 0xc2b2_ae35
            if (hash ^ hash &>> 16) & 1 == 1 { values[place].negate() }
        }
    }

    /// The orthonormal transform of `length` values, a power of two, from `start` on.
    private static func transform(_ values: inout [Float], _ start: Int, _ length: Int) {
        var half = 1
        while half < length {
            for block in stride(from: start, to: start + length, by: 2 * half) {
                for place in block..<block + half {
                    let (a, b) = (values[place], values[place + half])
                    values[place] = a + b
                    values[place + half] = a - b
                }
            }
            half *= 2
        }
        let scale = 1 / Float(length).squareRoot()
        for place in start..<start + length { values[place] *= scale }
    }
}

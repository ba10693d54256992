import Music

/// The most that any of some neighbouring rows has of everything a score is made of: what lets a scan pass over rows that
/// cannot enter the list.
struct RowBlock: Sendable, BitwiseCopyable {
    /// Rows in a block.
    static let size = 16

    /// BPM of the rows that have a tempo; NaN when none has.
    var slowest = Double.nan
    var fastest = Double.nan
    /// Of the rows of which it is known; NaN when it is of none.
    var leastEnergy = Double.nan
    var greatestEnergy = Double.nan
    var keyConfidence = 0.0
    var freshness = 0.0
    /// A bit for each ``RowFeatures/key`` that occurs.
    var keys: UInt32 = 0
    /// A bit for the remainder of each tag ordinal by 64.
    var tags: UInt64 = 0
    var hasLoop = false

    /// The blocks of rows in their order; the last one may be shorter. O(rows + tags).
    static func blocks(of rows: [RowFeatures], tags: [Int32]) -> [RowBlock] {
        stride(from: 0, to: rows.count, by: size).map { first in
            var block = RowBlock()
            for row in rows[first..<min(first + size, rows.count)] {
                block.take(row, tags: row.tagBits(tags))
            }
            return block
        }
    }

    private mutating func take(_ row: RowFeatures, tags bits: UInt64) {
        if !row.tempo.isNaN {
            slowest = slowest.isNaN ? row.tempo : min(slowest, row.tempo)
            fastest = fastest.isNaN ? row.tempo : max(fastest, row.tempo)
        }
        if !row.energy.isNaN {
            leastEnergy = leastEnergy.isNaN ? row.energy : min(leastEnergy, row.energy)
            greatestEnergy = greatestEnergy.isNaN ? row.energy : max(greatestEnergy, row.energy)
        }
        keyConfidence = max(keyConfidence, row.keyConfidence)
        freshness = max(freshness, row.freshness)
        keys |= 1 << UInt32(row.key)
        if row.form == .loop { hasLoop = true }
        tags |= bits
    }

    static func bit(ofTag ordinal: Int) -> UInt64 { 1 << UInt64(ordinal & 63) }
}

extension RowFeatures {
    /// A bit for the remainder of each of the row's tag ordinals by 64. Rows of equal bits that stand together have low ceilings.
    ///
    /// - Parameter tags: the ordinals of all rows.
    public func tagBits(_ tags: [Int32]) -> UInt64 {
        tags[Int(firstTag)..<Int(firstTag + tagCount)].reduce(0) { $0 | RowBlock.bit(ofTag: Int($1)) }
    }
}

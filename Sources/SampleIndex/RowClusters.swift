import Music
import Ranking

/// The order of rows that makes filters ranges: by key partition, within it by tempo, and last those without tempo.
///
/// Partitions 0…23 are the keys; partition 24 holds what every key filter passes: the unpitched and the unsure.
struct RowClusters: Sendable {
    static let keyless = 24

    /// Where each of the 25 partitions begins, and the end.
    let starts: [Int]
    /// Where, in each partition, the rows without tempo begin.
    let tempolessStarts: [Int]
    /// BPM of each row, NaN without.
    private let tempi: [Double]

    /// - Parameters:
    ///   - partitions: of each row, ascending.
    ///   - tempi: BPM of each row, NaN without; ascending in each partition.
    init(partitions: [UInt8], tempi: [Double]) {
        starts = (0...Self.keyless + 1).map { number in partitions.partitioningIndex { $0 >= number } }
        let starts = starts
        tempolessStarts = (0...Self.keyless).map { number in
            let rows = starts[number]..<starts[number + 1]
            return tempi[rows].partitioningIndex(where: \.isNaN)
        }
        self.tempi = tempi
    }

    var count: Int { tempi.count }

    /// The rows whose tempo and key pass `filters`, as ascending ranges that neither overlap nor touch. O(log rows).
    func ranges(passing filters: Filters) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        func add(_ range: Range<Int>) {
            if range.isEmpty { return }
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        for partition in 0...Self.keyless {
            let rows = starts[partition]..<starts[partition + 1]
            if rows.isEmpty { continue }
            if let key = Key(index: partition), !filters.admits(key: key) { continue }
            guard let bpm = filters.bpm else {
                add(rows)
                continue
            }
            let timed = rows.lowerBound..<tempolessStarts[partition]
            // In the order of the sample's tempo: half the session's, the same, double.
            for relation in [TempoRelation.half, .same, .double] {
                add(window(in: timed, factor: relation.factor, bpm: bpm, tolerance: filters.tolerance))
            }
            add(timed.upperBound..<rows.upperBound)
        }
        return ranges
    }

    /// The rows of a tempo-sorted range within the tolerance once counted at `factor`. The comparisons are the filter's
    /// own, so that a range never differs from it by a rounding.
    private func window(in rows: Range<Int>, factor: Double, bpm: Double, tolerance: Double) -> Range<Int> {
        let tail = tempi[rows].partitioningIndex { $0 * factor - bpm >= -tolerance }
        let end = tempi[tail..<rows.upperBound].partitioningIndex { $0 * factor - bpm > tolerance }
        return tail..<end
    }
}

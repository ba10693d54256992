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
    /// Each tempo that rows of a partition have, ascending, partition by partition; loops share few.
    private let tempi: [Double]
    /// The first row of each tempo.
    private let firsts: [Int32]
    /// The tempi of each partition.
    private let steps: [Range<Int>]

    /// - Parameters:
    ///   - partitions: of each row, ascending.
    ///   - tempi: BPM of each row, NaN without; ascending in each partition.
    init(partitions: [UInt8], tempi: [Double]) {
        let starts = (0...Self.keyless + 1).map { number in partitions.partitioningIndex { $0 >= number } }
        var tempolessStarts: [Int] = []
        var different: [Double] = []
        var firsts: [Int32] = []
        var steps: [Range<Int>] = []
        for number in 0...Self.keyless {
            let rows = starts[number]..<starts[number + 1]
            let timed = rows.lowerBound..<tempi[rows].partitioningIndex(where: \.isNaN)
            let first = different.count
            for row in timed where row == timed.lowerBound || tempi[row] != tempi[row - 1] {
                different.append(tempi[row])
                firsts.append(Int32(row))
            }
            tempolessStarts.append(timed.upperBound)
            steps.append(first..<different.count)
        }
        self.starts = starts
        self.tempolessStarts = tempolessStarts
        self.tempi = different
        self.firsts = firsts
        self.steps = steps
    }

    var count: Int { starts[Self.keyless + 1] }

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
            guard Self.admits(partition, filters) else { continue }
            guard let bpm = filters.bpm else {
                add(rows)
                continue
            }
            // In the order of the sample's tempo: half the session's, the same, double.
            for relation in [TempoRelation.half, .same, .double] {
                add(window(in: partition, factor: relation.factor, bpm: bpm, tolerance: filters.tolerance))
            }
            add(tempolessStarts[partition]..<rows.upperBound)
        }
        return ranges
    }

    /// Whether the rows of a partition pass the key filter.
    static func admits(_ partition: Int, _ filters: Filters) -> Bool {
        Key(index: partition).map { filters.admits(key: $0) } ?? true
    }

    /// The rows of a partition within the tolerance once their tempo is counted at `factor`. The comparisons are the
    /// filter's own, so that a range never differs from it by a rounding.
    private func window(in partition: Int, factor: Double, bpm: Double, tolerance: Double) -> Range<Int> {
        let steps = steps[partition]
        let tail = tempi[steps].partitioningIndex { $0 * factor - bpm >= -tolerance }
        let end = tempi[tail..<steps.upperBound].partitioningIndex { $0 * factor - bpm > tolerance }
        func row(_ step: Int) -> Int { step < steps.upperBound ? Int(firsts[step]) : tempolessStarts[partition] }
        return row(tail)..<row(end)
    }
}

import Foundation

/// Where in a loop which pitch classes sound. People who name a loop's key go by what it rests on: its lowest notes, its
/// first and its last, as much as by how often each is played. Notes are told from lines with some mistakes, so what the lines
/// themselves say stands beside them.
struct KeyCues: Sendable {
    /// Each of twelve pitch classes from C, summing to 1 or all zero.
    let all: [Double]
    let lowest: [Double]
    let first: [Double]
    let last: [Double]
    let lowestFirst: [Double]
    let lowestLast: [Double]
    /// As ``Chroma``.
    let harmonic: [Double]
    /// The lowest notes at the start of each quarter.
    let lowestOfQuarters: [Double]
    /// Of half the time of ``first`` and ``last``.
    let atOnce: [Double]
    let atLast: [Double]
    let harmonicFirst: [Double]
    let harmonicLast: [Double]
    let harmonicOfQuarters: [Double]
    /// Roots of ``all``, in which a note that sounds seldom counts more.
    let seldom: [Double]

    /// All notes, in which how long they sound counts more than how loud. Of ``RoleMeasures``; no key is judged by it.
    let byLength: [Double]

    /// All of a key, as ``KeyWeights`` has them.
    var inOrder: [[Double]] {
        [
            all, lowest, first, last, lowestFirst, lowestLast, harmonic, lowestOfQuarters, atOnce, atLast,
            harmonicFirst,
            harmonicLast, harmonicOfQuarters, seldom,
        ]
    }

    /// What counts as the first, and as the last, in moments: a third of a second.
    private static let edge = Int((0.35 * TonalPeaks.rate).rounded())

    init(_ peaks: TonalPeaks, _ notes: Notes, tuning: Tuning) {
        let levels = notes.moments.map { $0.reduce(Float(0)) { $0 + $1.salience } }
        let threshold = 0.1 * (levels.max() ?? 0)
        let begin = levels.firstIndex { $0 > threshold } ?? 0
        let end = (levels.lastIndex { $0 > threshold } ?? -1) + 1
        let count = notes.moments.count
        let start = begin..<min(count, begin + Self.edge)
        let close = max(0, end - Self.edge)..<end
        let quarters = (0..<4).flatMap { Array($0 * count / 4..<min(count, $0 * count / 4 + Self.edge)) }
        all = Self.chroma(notes, in: 0..<count)
        byLength = Self.chroma(notes, in: 0..<count, power: 0.3)
        lowest = Self.lowest(notes, in: 0..<count, power: 0.5)
        first = Self.chroma(notes, in: start)
        last = Self.chroma(notes, in: close)
        lowestFirst = Self.lowest(notes, in: start)
        lowestLast = Self.lowest(notes, in: close)
        harmonic = Chroma(peaks, in: 0..<count, tuning: tuning).values
        lowestOfQuarters = Self.lowest(notes, in: quarters)
        atOnce = Self.chroma(notes, in: start.prefix(Self.edge / 2))
        atLast = Self.chroma(notes, in: close.suffix(Self.edge / 2))
        harmonicFirst = Chroma(peaks, in: start, tuning: tuning).values
        harmonicLast = Chroma(peaks, in: close, tuning: tuning).values
        harmonicOfQuarters = Chroma(peaks, in: quarters, tuning: tuning).values
        seldom = Self.shares(all.map { $0.squareRoot() })
    }

    /// - Parameter power: how much a note's salience counts against its length.
    private static func chroma(_ notes: Notes, in moments: some Sequence<Int>, power: Float = 1) -> [Double] {
        var values = [Double](repeating: 0, count: 12)
        for moment in moments {
            for note in notes.moments[moment] { values[note.pitch % 12] += Double(pow(note.salience, power)) }
        }
        return shares(values)
    }

    /// Of the lowest note of each moment.
    private static func lowest(_ notes: Notes, in moments: some Sequence<Int>, power: Float = 1) -> [Double] {
        var values = [Double](repeating: 0, count: 12)
        for moment in moments {
            guard let note = notes.moments[moment].min(by: { $0.pitch < $1.pitch }) else { continue }
            values[note.pitch % 12] += Double(pow(note.salience, power))
        }
        return shares(values)
    }

    private static func shares(_ values: [Double]) -> [Double] {
        let sum = values.reduce(0, +)
        return sum > 0 ? values.map { $0 / sum } : values
    }
}

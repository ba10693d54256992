import Foundation

/// Where in a loop which pitch classes sound. People who name a loop's key go by what it rests on: its lowest notes, its
/// first and its last, as much as by how often each is played.
struct KeyCues: Sendable {
    /// Each of twelve pitch classes from C, summing to 1 or all zero.
    let all: [Double]
    let harmonic: [Double]
    let lowest: [Double]
    let first: [Double]
    let last: [Double]
    let lowestFirst: [Double]
    let lowestLast: [Double]
    /// The lowest notes at the start of each quarter.
    let lowestOfQuarters: [Double]

    /// All, as ``KeyWeights`` has them.
    var inOrder: [[Double]] {
        [all, lowest, first, last, lowestFirst, lowestLast, harmonic, lowestOfQuarters]
    }

    /// What counts as the first, and as the last, in seconds.
    private static let edge = 0.35

    init(_ notes: Notes, chroma: Chroma) {
        let levels = notes.moments.map { $0.reduce(Float(0)) { $0 + $1.salience } }
        let threshold = 0.1 * (levels.max() ?? 0)
        let begin = levels.firstIndex { $0 > threshold } ?? 0
        let end = (levels.lastIndex { $0 > threshold } ?? 0) + 1
        let edge = Int((Self.edge * TonalPeaks.rate).rounded())
        let count = notes.moments.count
        let start = begin..<min(count, begin + edge)
        let close = max(0, end - edge)..<min(count, end)
        let quarters = (0..<4).flatMap { Array($0 * count / 4..<min(count, $0 * count / 4 + edge)) }
        harmonic = chroma.values
        all = Self.chroma(notes, in: 0..<count, power: 0.3)
        lowest = Self.chroma(notes, in: 0..<count, power: 0.3, lowest: true)
        first = Self.chroma(notes, in: start, power: 0.5)
        last = Self.chroma(notes, in: close, power: 0.5)
        lowestFirst = Self.chroma(notes, in: start, power: 0.5, lowest: true)
        lowestLast = Self.chroma(notes, in: close, power: 0.5, lowest: true)
        lowestOfQuarters = Self.chroma(notes, in: quarters, power: 0.5, lowest: true)
    }

    /// - Parameter power: how much a note's salience counts against its length.
    private static func chroma(
        _ notes: Notes, in moments: some Sequence<Int>, power: Float, lowest: Bool = false
    ) -> [Double] {
        var values = [Double](repeating: 0, count: 12)
        for moment in moments {
            let sounding = notes.moments[moment]
            guard let low = sounding.min(by: { $0.pitch < $1.pitch }) else { continue }
            for note in lowest ? [low] : sounding { values[note.pitch % 12] += Double(pow(note.salience, power)) }
        }
        let sum = values.reduce(0, +)
        return sum > 0 ? values.map { $0 / sum } : values
    }
}

import Foundation

/// Twelve pitch classes, corrected for tuning: a harmonic pitch class profile, in which each line also speaks for the notes
/// whose harmonic it may be (Gómez: "Tonal Description of Polyphonic Audio", 2006).
struct Chroma: Sendable {
    /// C…B, sum 1, or all zero when nothing is pitched.
    let values: [Double]

    private static let harmonics = 6
    /// What a line says for the note whose n-th harmonic it would be, against the (n−1)-th.
    private static let decay: Float = 0.6

    /// Of the lines of some moments.
    init(_ peaks: TonalPeaks, in moments: some Sequence<Int>, tuning: Tuning) {
        let steps = (1...Self.harmonics).map { (12 * log2(Float($0)), pow(Self.decay, Float($0 - 1))) }
        var values = [Float](repeating: 0, count: 12)
        for line in moments.lazy.flatMap({ peaks.moments[$0] }) {
            let weight = peaks.amplitudes[line].squareRoot()
            for (step, share) in steps {
                let note = peaks.pitches[line] - Float(tuning.semitones) - step
                let nearest = note.rounded()
                let closeness = cos(.pi * (note - nearest))
                values[(Int(nearest) % 12 + 12) % 12] += weight * share * closeness * closeness
            }
        }
        let sum = Double(values.reduce(0, +))
        self.values = values.map { sum > 0 ? Double($0) / sum : 0 }
    }
}

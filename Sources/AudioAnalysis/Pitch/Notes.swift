import Foundation

/// The notes that sound at each moment: of all fundamentals the one whose harmonics stand out most, then the same without
/// its harmonics, and so on (after Klapuri: "Multiple Fundamental Frequency Estimation by Summing Harmonic Amplitudes", 2006).
struct Notes: Sendable {
    struct Note: Hashable, Sendable {
        /// MIDI number.
        var pitch: Int
        /// Sum of the weighted roots of its harmonics' amplitudes.
        var salience: Float
    }

    /// Per moment of ``TonalPeaks``, most salient first; at most ``most``.
    let moments: [[Note]]

    static let most = 6
    private static let range = 28...96
    private static let harmonics = 10
    /// A note less salient than this part of the moment's first is a remainder.
    private static let least: Float = 0.25
    /// Semitones from a fundamental to its harmonics, and what each counts.
    private static let steps = (1...harmonics).map { Int((12 * log2(Double($0))).rounded()) }
    private static let weights = (0..<harmonics).map { Float(pow(0.8, Double($0))) }

    init(_ peaks: TonalPeaks, tuning: Tuning) {
        let tuned = Float(tuning.semitones)
        var lines = [Float](repeating: 0, count: Self.range.upperBound + 41)
        moments = peaks.moments.map { moment in
            for i in lines.indices { lines[i] = 0 }
            for line in moment {
                let semitone = Int((peaks.pitches[line] - tuned).rounded())
                guard lines.indices.contains(semitone) else { continue }
                lines[semitone] = max(lines[semitone], peaks.amplitudes[line].squareRoot())
            }
            return Self.notes(in: &lines)
        }
    }

    private static func notes(in lines: inout [Float]) -> [Note] {
        var notes: [Note] = []
        while notes.count < most {
            var best = Note(pitch: 0, salience: 0)
            for pitch in range where !notes.contains(where: { $0.pitch == pitch }) {
                // Without a fundamental the next two must be there.
                guard lines[pitch] > 0 || lines[pitch + 12] > 0 && lines[pitch + 19] > 0 else { continue }
                var salience: Float = 0
                for harmonic in 0..<harmonics { salience += weights[harmonic] * lines[pitch + steps[harmonic]] }
                if salience > best.salience { best = Note(pitch: pitch, salience: salience) }
            }
            guard best.salience > 0, best.salience >= least * (notes.first?.salience ?? 0) else { break }
            notes.append(best)
            // What is left may belong to others that share a harmonic.
            for harmonic in 0..<harmonics { lines[best.pitch + steps[harmonic]] *= harmonic == 0 ? 0.15 : 0.35 }
        }
        return notes
    }
}

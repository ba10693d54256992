import Foundation

/// How far the instruments are tuned from A4 = 440 Hz: the circular mean of the lines' distances from the tempered semitone.
struct Tuning: Sendable {
    /// −0.5…0.5.
    let semitones: Double
    /// How well the lines agree on it: 0 not at all, as in drums; 1 all the same.
    let agreement: Double

    init(_ peaks: TonalPeaks) {
        var (x, y, sum) = (0.0, 0.0, 0.0)
        for (pitch, amplitude) in zip(peaks.pitches, peaks.amplitudes) {
            // Below the second octave a bin is most of a semitone: such lines say little.
            let precision = Double(max(0.05, min(1, (pitch - 36) / 12)))
            let weight = Double(amplitude).squareRoot() * precision
            let angle = 2 * Double.pi * Double(pitch - pitch.rounded())
            x += weight * cos(angle)
            y += weight * sin(angle)
            sum += weight
        }
        semitones = x == 0 && y == 0 ? 0 : atan2(y, x) / (2 * .pi)
        agreement = sum > 0 ? (x * x + y * y).squareRoot() / sum : 0
    }
}

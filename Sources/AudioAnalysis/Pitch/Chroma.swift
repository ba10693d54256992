import Foundation

/// Twelve pitch classes, corrected for tuning.
struct Chroma: Sendable {
    /// C…B, sum 1, or all zero when nothing is pitched.
    let values: [Double]
    /// How far the tuning lies from A4 = 440 Hz, −50…50 cents.
    let tuningCents: Double

    init(_ peaks: TonalPeaks) {
        // The circular mean of all deviations from the tempered semitone.
        var (x, y) = (0.0, 0.0)
        for (bin, weight) in peaks.histogram.enumerated() {
            let angle = 2 * Double.pi * Double(bin % 10) / 10
            x += weight * cos(angle)
            y += weight * sin(angle)
        }
        let semitones = x == 0 && y == 0 ? 0 : atan2(y, x) / (2 * .pi)
        tuningCents = semitones * 100
        var values = [Double](repeating: 0, count: 12)
        for (bin, weight) in peaks.histogram.enumerated() {
            let pitch = Double(bin) / 10 - semitones
            let nearest = pitch.rounded()
            let closeness = cos(.pi * (pitch - nearest))
            values[(Int(nearest) % 12 + 12) % 12] += weight * closeness * closeness
        }
        let sum = values.reduce(0, +)
        self.values = sum > 0 ? values.map { $0 / sum } : values
    }
}

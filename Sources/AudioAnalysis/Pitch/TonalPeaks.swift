import Foundation

/// The sharp spectral lines of a signal, gathered into pitch classes. Noise makes no sharp lines, so it drops out here and
/// not in the key profiles.
struct TonalPeaks: Sendable {
    /// Weight of each tenth of a semitone, C = 0, before tuning.
    private(set) var histogram = [Double](repeating: 0, count: 120)
    /// Share of the power that lies in sharp lines, 0 noise … 1 tones: in 110–2100 Hz, the mean over the frames that
    /// are heard there, so that a kick below does not pass for music; in 50–2100 Hz when all is below.
    private(set) var tonalShare = 0.0
    /// Mean frequency-weighted MIDI pitch of the lines, or `nil` without lines.
    private(set) var meanPitch: Double?

    private static let size = 8_192
    private static let hop = 4_096
    /// A line must stand this much above the mean of the bins around it. Rayleigh noise does in 1 bin of 1 000.
    private static let prominence: Float = 3

    init(_ signal: [Float]) {
        var fft = RealFFT(size: Self.size)
        var magnitudes = [Float](repeating: 0, count: fft.bins)
        let binHertz = Float(Listening.rate) / Float(Self.size)
        let (low, high) = (Int(50 / binHertz), Int(2_100 / binHertz))
        let middle = Int(110 / binHertz)
        var full = Share()
        var upper = Share()
        var pitchSum = 0.0
        var pitchWeight = 0.0
        // A sound shorter than a frame sits in the middle of it, under the top of the window.
        let first = signal.count < Self.size ? -(Self.size - signal.count) / 2 : 0
        for start in stride(from: first, through: max(first, signal.count - Self.size), by: Self.hop) {
            fft.magnitudes(of: signal, at: start, into: &magnitudes)
            var lowPower = 0.0
            var upperPower = 0.0
            for bin in low..<middle { lowPower += Double(magnitudes[bin] * magnitudes[bin]) }
            for bin in middle...high { upperPower += Double(magnitudes[bin] * magnitudes[bin]) }
            guard lowPower + upperPower > 1e-9 else { continue }
            var lowTonal = 0.0
            var upperTonal = 0.0
            let loudest = magnitudes[low...high].max() ?? 0
            for bin in low...high where isLine(bin, magnitudes, loudest: loudest) {
                let offset = Self.parabola(magnitudes[bin - 1], magnitudes[bin], magnitudes[bin + 1])
                let pitch = 69 + 12 * log2(Double((Float(bin) + offset) * binHertz) / 440)
                let weight = Double(magnitudes[bin]).squareRoot()
                add(pitch: pitch, weight: weight)
                pitchSum += pitch * weight
                pitchWeight += weight
                var power = 0.0
                for near in bin - 2...bin + 2 { power += Double(magnitudes[near] * magnitudes[near]) }
                if bin < middle { lowTonal += power } else { upperTonal += power }
            }
            full.add(lowTonal + upperTonal, of: lowPower + upperPower)
            upper.add(upperTonal, of: upperPower)
        }
        tonalShare = upper.power > 0.003 * full.power ? upper.value : full.value
        meanPitch = pitchWeight > 0 ? pitchSum / pitchWeight : nil
    }

    /// A mean of shares in which loud frames count more, by the root of their power.
    private struct Share {
        private var sum = 0.0
        private var weight = 0.0
        private(set) var power = 0.0

        var value: Double { weight > 0 ? sum / weight : 0 }

        mutating func add(_ part: Double, of whole: Double) {
            guard whole > 1e-10 else { return }
            sum += min(1, part / whole) * whole.squareRoot()
            weight += whole.squareRoot()
            power += whole
        }
    }

    private func isLine(_ bin: Int, _ magnitudes: [Float], loudest: Float) -> Bool {
        let value = magnitudes[bin]
        guard value > 0.01 * loudest, value > magnitudes[bin - 1], value >= magnitudes[bin + 1] else { return false }
        var around: Float = 0
        for distance in 4...10 { around += magnitudes[bin - distance] + magnitudes[bin + distance] }
        return value > Self.prominence * around / 14
    }

    /// Offset of the top of a parabola through three log magnitudes, −0.5…0.5 bins.
    private static func parabola(_ left: Float, _ centre: Float, _ right: Float) -> Float {
        let (a, b, c) = (log(left + 1e-12), log(centre + 1e-12), log(right + 1e-12))
        let curve = a - 2 * b + c
        return curve < 0 ? max(-0.5, min(0.5, 0.5 * (a - c) / curve)) : 0
    }

    private mutating func add(pitch: Double, weight: Double) {
        let tenths = (pitch * 10).rounded()
        let bin = (Int(tenths) % 120 + 120) % 120
        histogram[bin] += weight
    }
}

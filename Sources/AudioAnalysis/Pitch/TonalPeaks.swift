import Foundation

/// The sharp spectral lines of a signal, moment by moment. Noise makes few sharp lines, so it drops out here and not in the
/// key profiles.
struct TonalPeaks: Sendable {
    /// Pitch (MIDI number, fractional, before tuning) and amplitude of every line, moment after moment.
    private(set) var pitches: [Float] = []
    private(set) var amplitudes: [Float] = []
    /// Where each moment's lines lie in ``pitches`` and ``amplitudes``.
    private(set) var moments: [Range<Int>] = []
    /// Share of the power that lies in sharp lines, 0 noise … 1 tones: in 110–2100 Hz, the mean over the moments that
    /// are heard there, so that a kick below does not pass for music; in 50–2100 Hz when all is below.
    private(set) var tonalShare = 0.0
    /// Mean amplitude-weighted MIDI pitch of the lines, or `nil` without lines.
    private(set) var meanPitch: Double?

    /// Moments per second.
    static let rate = Double(Listening.rate) / Double(hop)
    /// A line of 3 Hz: long enough to part two neighbours of the second octave.
    private static let size = 8_192
    private static let hop = 2_048
    /// Where lines are looked for, Hz: from the lowest string of a bass to the harmonics of a high melody.
    private static let range: ClosedRange<Float> = 38...4_200
    /// A line must stand this much above the mean of the bins around it. Rayleigh noise does in 1 bin of 1 000.
    private static let prominence: Float = 3
    /// Lines weaker than this part of the strongest of their moment are side lobes.
    private static let faintest: Float = 0.003

    init(_ signal: [Float]) {
        var fft = RealFFT(size: Self.size)
        var magnitudes = [Float](repeating: 0, count: fft.bins)
        var sums = [Float](repeating: 0, count: fft.bins + 1)
        var share = TonalShare()
        // A sound shorter than a frame sits in the middle of it, under the top of the window.
        let isShort = signal.count < Self.size
        let first = isShort ? (signal.count - Self.size) / 2 : -Self.size / 2
        let last = isShort ? first : signal.count - Self.size / 2
        for start in stride(from: first, through: last, by: Self.hop) {
            fft.magnitudes(of: signal, at: start, into: &magnitudes)
            for bin in magnitudes.indices { sums[bin + 1] = sums[bin] + magnitudes[bin] }
            let from = pitches.count
            addLines(of: magnitudes, sums: sums, share: &share)
            moments.append(from..<pitches.count)
            share.endMoment(magnitudes)
        }
        tonalShare = share.value
        var (sum, weight) = (0.0, 0.0)
        for (pitch, amplitude) in zip(pitches, amplitudes) {
            let root = Double(amplitude).squareRoot()
            sum += Double(pitch) * root
            weight += root
        }
        meanPitch = weight > 0 ? sum / weight : nil
    }

    private mutating func addLines(of magnitudes: [Float], sums: [Float], share: inout TonalShare) {
        let binHertz = Float(Listening.rate) / Float(Self.size)
        let bins = Int(Self.range.lowerBound / binHertz)...Int(Self.range.upperBound / binHertz)
        let loudest = magnitudes[bins].max() ?? 0
        guard loudest > 1e-5 else { return }
        let least = Self.faintest * loudest
        for bin in bins {
            let value = magnitudes[bin]
            guard value > least, value > magnitudes[bin - 1], value >= magnitudes[bin + 1] else { continue }
            let around = sums[bin - 3] - sums[bin - 10] + sums[bin + 11] - sums[bin + 4]
            guard value > Self.prominence * around / 14 else { continue }
            let offset = Self.parabola(magnitudes[bin - 1], value, magnitudes[bin + 1])
            pitches.append(69 + 12 * log2((Float(bin) + offset) * binHertz / 440))
            amplitudes.append(value)
            share.addLine(at: bin, magnitudes)
        }
    }

    /// Offset of the top of a parabola through three log magnitudes, −0.5…0.5 bins.
    private static func parabola(_ left: Float, _ centre: Float, _ right: Float) -> Float {
        let (a, b, c) = (log(left + 1e-12), log(centre + 1e-12), log(right + 1e-12))
        let curve = a - 2 * b + c
        return curve < 0 ? max(-0.5, min(0.5, 0.5 * (a - c) / curve)) : 0
    }

    /// Adds up how much of the power lies in lines.
    private struct TonalShare {
        private var (lowLines, upperLines) = (0.0, 0.0)
        private var full = Share()
        private var upper = Share()

        private static let binHertz = Float(Listening.rate) / Float(TonalPeaks.size)
        private static let (low, middle, high) = (Int(50 / binHertz), Int(110 / binHertz), Int(2_100 / binHertz))

        var value: Double { upper.power > 0.003 * full.power ? upper.value : full.value }

        mutating func addLine(at bin: Int, _ magnitudes: [Float]) {
            guard (Self.low...Self.high).contains(bin) else { return }
            var power = 0.0
            for near in bin - 2...bin + 2 { power += Double(magnitudes[near] * magnitudes[near]) }
            if bin < Self.middle { lowLines += power } else { upperLines += power }
        }

        mutating func endMoment(_ magnitudes: [Float]) {
            var (lowPower, upperPower) = (0.0, 0.0)
            for bin in Self.low..<Self.middle { lowPower += Double(magnitudes[bin] * magnitudes[bin]) }
            for bin in Self.middle...Self.high { upperPower += Double(magnitudes[bin] * magnitudes[bin]) }
            full.add(lowLines + upperLines, of: lowPower + upperPower)
            upper.add(upperLines, of: upperPower)
            (lowLines, upperLines) = (0, 0)
        }
    }

    /// A mean of shares in which loud moments count more, by the root of their power.
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
}

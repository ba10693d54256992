import Foundation

/// Plain measures of how a sound goes on in time and spectrum.
struct SoundCharacter: Hashable, Sendable {
    let durationSeconds: Double
    let onsets: Int
    let onsetsPerSecond: Double
    /// When the last onset comes, 0 start … 1 end.
    let lastOnset: Double
    /// Mean level of the last tenth below the loudest moment, dB, 0 or less.
    let tailDB: Double
    /// Share of the time within 30 dB of the loudest moment.
    let activeShare: Double
    /// How long sounds take to reach their loudest, see ``Attack``.
    let attackSeconds: Double
    /// Power-weighted centre of the spectrum, Hz.
    let centroidHertz: Double
    /// Power-weighted flatness, 0 tones … 1 noise.
    let flatness: Double
    /// Share of the power below 150 Hz.
    let lowShare: Double
    /// Level between its loud and its soft moments, dB.
    let dynamicsDB: Double

    init(
        _ spectrogram: Spectrogram, onset: OnsetStrength, attack: Attack, durationSeconds: Double, isWhole: Bool
    ) {
        let power = spectrogram.power
        let frames = power.count
        let listened = isWhole ? durationSeconds : Double(frames) / Spectrogram.frameRate
        self.durationSeconds = durationSeconds
        onsets = onset.onsets.count
        onsetsPerSecond = listened > 0 ? Double(onsets) / listened : 0
        lastOnset = Double(onset.onsets.last ?? 0) / Double(max(1, frames))
        let peak = power.max() ?? 0
        let tail = power.suffix(max(1, frames / 10))
        let tailMean = tail.reduce(0, +) / Float(tail.count)
        tailDB = peak > 0 ? min(0, 10 * log10(Double(tailMean / peak) + 1e-9)) : -90
        activeShare = Double(power.count { $0 > 0.001 * peak }) / Double(max(1, frames))
        attackSeconds = attack.seconds
        let total = power.reduce(0, +)
        func weighted(_ values: [Float]) -> Double {
            guard total > 0 else { return 0 }
            var sum: Float = 0
            for (value, weight) in zip(values, power) { sum += value * weight }
            return Double(sum / total)
        }
        centroidHertz = weighted(spectrogram.centroid)
        flatness = weighted(spectrogram.flatness)
        lowShare = Self.lowShare(spectrogram)
        let sorted = power.sorted()
        let loud = sorted[min(frames - 1, frames * 9 / 10)]
        let soft = sorted[frames / 10]
        dynamicsDB = loud > 0 ? 10 * log10(Double(loud / max(soft, loud * 1e-9))) : 0
    }

    /// 0 dull (300 Hz) … 1 bright (6 kHz), on a logarithmic scale.
    var brightness: Double { min(1, max(0, log2(max(1, centroidHertz) / 300) / log2(20))) }

    /// 0 … 1; three onsets a second are half.
    var density: Double { onsetsPerSecond / (onsetsPerSecond + 3) }

    /// 0 slow … 1 immediate; 50 ms are half.
    var attack: Double { 0.05 / (0.05 + attackSeconds) }

    /// 0 calm … 1 driving: density, evenness of level and brightness; loudness counts little, since packs are normalised.
    func energy(loudness: Double?) -> Double {
        let loud = min(1, max(0, ((loudness ?? -40) + 32) / 26))
        return min(1, max(0, 0.4 * density * 1.4 + 0.35 * loud + 0.25 * brightness))
    }

    private static func lowShare(_ spectrogram: Spectrogram) -> Double {
        // Unit-area mel bands hold mean power per bin; the width of a band grows with its centre.
        var low = 0.0
        var total = 0.0
        for frame in 0..<spectrogram.frames {
            for band in 0..<Spectrogram.bands {
                let share = pow(10, Double(spectrogram.band(band, at: frame)) / 10) * Double(band + 6)
                total += share
                if band < 4 { low += share }
            }
        }
        return total > 0 ? low / total : 0
    }
}

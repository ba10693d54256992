import Foundation

/// The fingerprint's parts about time: envelope, modulation, and single measures.
enum ShapeMeasures {
    /// Level of sixteen equal stretches of the sound against the loudest, dB, −60…0.
    static func envelope(_ sound: HeardSound) -> [Float] {
        let power = sound.spectrogram.power
        let stretches = (0..<16).map { stretch -> Float in
            let start = min(power.count - 1, stretch * power.count / 16)
            let end = max(start + 1, (stretch + 1) * power.count / 16)
            return power[start..<end].reduce(0, +) / Float(end - start)
        }
        let loudest = max(stretches.max() ?? 0, 1e-12)
        return stretches.map { max(-60, 10 * log10($0 / loudest + 1e-9)) }
    }

    /// How much the level of six ranges of bands goes up and down at six speeds (0.7–43 Hz, in octaves), log magnitude.
    static func modulation(_ sound: HeardSound) -> [Float] {
        var fft = RealFFT(size: 256)
        var magnitudes = [Float](repeating: 0, count: fft.bins)
        let frames = sound.spectrogram.frames
        var result: [Float] = []
        for range in 0..<6 {
            let bands = range * 40 / 6..<(range + 1) * 40 / 6
            var level = (0..<frames).map { frame in
                bands.reduce(Float(0)) { $0 + sound.spectrogram.band($1, at: frame) } / Float(bands.count)
            }
            let mean = level.reduce(0, +) / Float(frames)
            for i in level.indices { level[i] -= mean }
            var speeds = [Float](repeating: 0, count: 6)
            let starts = Array(stride(from: 0, through: max(0, frames - 256), by: 128))
            for start in starts {
                fft.magnitudes(of: level, at: start, into: &magnitudes)
                for speed in 0..<6 {
                    // Bins 2–3, 4–7, … 64–127 of 0.336 Hz each.
                    let bins = (2 << speed)..<(4 << speed)
                    for bin in bins { speeds[speed] += magnitudes[bin] * magnitudes[bin] }
                }
            }
            result += speeds.map { log10($0 / Float(starts.count) + 1e-3) }
        }
        return result
    }

    /// Sixteen measures that need no vector.
    static func single(_ sound: HeardSound) -> [Float] {
        let character = sound.character
        let spectrogram = sound.spectrogram
        let active = sound.activeFrames
        func spread(_ values: [Float]) -> Float {
            let mean = active.reduce(Float(0)) { $0 + values[$1] } / Float(active.count)
            let square = active.reduce(Float(0)) { $0 + (values[$1] - mean) * (values[$1] - mean) }
            return (square / Float(active.count)).squareRoot()
        }
        let onsetMean = sound.onset.values.reduce(0, +) / Float(max(1, sound.onset.values.count))
        let measures: [Double] = [
            log2(max(0.02, min(64, character.durationSeconds))),
            log2(max(30, character.centroidHertz)),
            character.flatness.squareRoot(),
            character.onsetsPerSecond.squareRoot(),
            character.lastOnset,
            character.tailDB,
            character.activeShare,
            log2(character.attackSeconds + 0.01),
            character.lowShare,
            sound.peaks.tonalShare,
            character.dynamicsDB,
            (sound.peaks.meanPitch ?? 60) / 12,
            Double(sound.stereoWidth).squareRoot(),
            Double(onsetMean),
        ]
        return measures.map { Float($0) } + [
            log2(spread(spectrogram.centroid) + 10), log2(spread(spectrogram.rolloff) + 10),
        ]
    }
}

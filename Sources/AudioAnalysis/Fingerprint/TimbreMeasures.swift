import Foundation

/// The fingerprint's spectral parts.
enum TimbreMeasures {
    private static let bands = Spectrogram.bands
    private static let coefficients = 20

    /// Mean of each band over the active frames against the mean of all, then standard deviation of each: 80 values, dB.
    static func melStatistics(_ sound: HeardSound) -> [Float] {
        var means = [Float](repeating: 0, count: bands)
        var squares = means
        let frames = sound.activeFrames
        for frame in frames {
            for band in 0..<bands {
                let level = sound.spectrogram.band(band, at: frame)
                means[band] += level
                squares[band] += level * level
            }
        }
        let count = Float(frames.count)
        for band in 0..<bands {
            means[band] /= count
            squares[band] = max(0, squares[band] / count - means[band] * means[band]).squareRoot()
        }
        let level = means.reduce(0, +) / Float(bands)
        return means.map { $0 - level } + squares
    }

    /// Mean and standard deviation of coefficients 1…20 and the mean size of their change per frame: 60 values.
    static func cepstrum(_ sound: HeardSound) -> [Float] {
        var sums = [Float](repeating: 0, count: coefficients)
        var squares = sums
        var changes = sums
        var previous = sums
        var current = sums
        for (i, frame) in sound.activeFrames.enumerated() {
            for k in 0..<coefficients {
                var sum: Float = 0
                for band in 0..<bands { sum += sound.spectrogram.band(band, at: frame) * cosines[k * bands + band] }
                current[k] = sum
                sums[k] += sum
                squares[k] += sum * sum
                if i > 0 { changes[k] += abs(sum - previous[k]) }
            }
            swap(&previous, &current)
        }
        let count = Float(sound.activeFrames.count)
        let means = sums.map { $0 / count }
        let deviations = (0..<coefficients).map { max(0, squares[$0] / count - means[$0] * means[$0]).squareRoot() }
        return means + deviations + changes.map { $0 / max(1, count - 1) }
    }

    /// The first 100 ms from the first loud frame, in 20 pairs of bands against their mean, dB.
    static func attack(_ sound: HeardSound) -> [Float] {
        let power = sound.spectrogram.power
        let peak = power.max() ?? 0
        let first = power.firstIndex { $0 > 0.1 * peak } ?? 0
        let frames = first..<min(first + 9, sound.spectrogram.frames)
        var pairs = [Float](repeating: 0, count: bands / 2)
        for frame in frames {
            for band in 0..<bands { pairs[band / 2] += sound.spectrogram.band(band, at: frame) / 2 }
        }
        pairs = pairs.map { $0 / Float(max(1, frames.count)) }
        let mean = pairs.reduce(0, +) / Float(pairs.count)
        return pairs.map { $0 - mean }
    }

    /// Highest above lowest band in five ranges of eight bands, mean and standard deviation over the active frames, dB.
    static func contrast(_ sound: HeardSound) -> [Float] {
        var sums = [Float](repeating: 0, count: 5)
        var squares = sums
        for frame in sound.activeFrames {
            for range in 0..<5 {
                var high = Spectrogram.floor
                var low = Float.greatestFiniteMagnitude
                for band in range * 8..<range * 8 + 8 {
                    high = max(high, sound.spectrogram.band(band, at: frame))
                    low = min(low, sound.spectrogram.band(band, at: frame))
                }
                sums[range] += high - low
                squares[range] += (high - low) * (high - low)
            }
        }
        let count = Float(sound.activeFrames.count)
        let means = sums.map { $0 / count }
        return means + (0..<5).map { max(0, squares[$0] / count - means[$0] * means[$0]).squareRoot() }
    }

    /// DCT-II, coefficients 1…20 over the bands, orthonormal.
    private static let cosines: [Float] = {
        let scale = (2 / Double(bands)).squareRoot()
        var table: [Float] = []
        for k in 1...coefficients {
            for band in 0..<bands {
                let angle = Double.pi * Double(k) * (Double(band) + 0.5) / Double(bands)
                table.append(Float(cos(angle) * scale))
            }
        }
        return table
    }()
}

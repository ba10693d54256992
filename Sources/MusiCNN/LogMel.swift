import Foundation

/// What the network sees of a sound: a mel spectrogram as librosa makes it by default (Hann window, power, bands equally
/// spaced on Slaney's mel scale and of unit area, zeros around the sound), rounded to half precision, then log₁₀(10⁴x + 1).
public enum LogMel {
    /// Hz.
    public static let rate = 16_000
    public static let bands = 96
    static let frameSize = 512
    static let hop = 256
    /// Frames of a patch: three seconds.
    public static let patchFrames = 187
    /// Samples that give a patch and no more.
    public static let patchSamples = patchFrames * hop + frameSize

    /// The first three seconds of a mono signal at ``rate``, row-major ``patchFrames`` × ``bands``; a shorter one is
    /// repeated.
    ///
    /// - Parameter signal: not empty.
    public static func patch(of signal: [Float]) -> [Float] {
        let spectra = spectra(of: signal)
        var values: [Float] = []
        values.reserveCapacity(patchFrames * bands)
        for frame in 0..<patchFrames {
            let power = (0..<bins).map { bin -> Float in
                let (real, imaginary) = (spectra[2 * (frame * bins + bin)], spectra[2 * (frame * bins + bin) + 1])
                return Float(real * real + imaginary * imaginary)
            }
            for filter in filters {
                var sum: Float = 0
                for (i, weight) in filter.weights.enumerated() { sum += weight * power[filter.first + i] }
                values.append(log10(10_000 * Float(Float16(sum)) + 1))
            }
        }
        return values
    }

    private static let bins = frameSize / 2 + 1

    /// Fourier transforms of a patch's windowed frames, real and imaginary parts in turns. In double precision, as a
    /// product with the transform's matrix: next to a loud bass the noise of a single-precision transform is as strong as
    /// quiet bands, and rounding to halves would show it.
    private static func spectra(of signal: [Float]) -> [Double] {
        var frames = [Double](repeating: 0, count: patchFrames * frameSize)
        for frame in 0..<patchFrames {
            let start = frame * hop - frameSize / 2
            for i in max(0, -start)..<min(frameSize, patchSamples - start) {
                let place = start + i
                let sample = signal[signal.count < patchSamples ? place % signal.count : place]
                frames[frame * frameSize + i] = Double(sample)
            }
        }
        return Product.of(frames, transform, rows: patchFrames, inner: frameSize, columns: 2 * bins)
    }

    /// ``frameSize`` × (cosine, −sine) of each bin, under a periodic Hann window.
    private static let transform: [Double] = (0..<frameSize).flatMap { i -> [Double] in
        let window = 0.5 - 0.5 * cos(2 * .pi * Double(i) / Double(frameSize))
        return (0..<bins).flatMap { bin -> [Double] in
            let angle = 2 * .pi * Double(i * bin % frameSize) / Double(frameSize)
            return [window * cos(angle), -window * sin(angle)]
        }
    }

    private struct Filter {
        var first: Int
        var weights: [Float]
    }

    /// Triangles between neighbours of ``bands`` + 2 frequencies, each of unit area over Hz.
    private static let filters: [Filter] = {
        let top = mel(Double(rate) / 2)
        let edges = (0...bands + 1).map { hertz(top * Double($0) / Double(bands + 1)) }
        return (0..<bands).map { band in
            let (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2])
            let weights = (0...frameSize / 2).map { bin -> Float in
                let frequency = Double(bin * rate) / Double(frameSize)
                let height = min((frequency - low) / (centre - low), (high - frequency) / (high - centre))
                return Float(max(0, height) * 2 / (high - low))
            }
            let first = weights.firstIndex { $0 > 0 } ?? 0
            let last = weights.lastIndex { $0 > 0 } ?? 0
            return Filter(first: first, weights: Array(weights[first...last]))
        }
    }()

    /// Slaney's scale: linear to 1 kHz, then logarithmic (Auditory Toolbox, 1998).
    private static func mel(_ hertz: Double) -> Double {
        hertz < 1_000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1_000) / log(6.4)
    }

    private static func hertz(_ mel: Double) -> Double {
        mel < 15 ? mel * 200 / 3 : 1_000 * exp((mel - 15) * log(6.4) / 27)
    }
}

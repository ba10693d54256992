import AudioAnalysis
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
    static let patchSamples = patchFrames * hop + frameSize

    /// Row-major frames × ``bands`` of a mono signal at ``rate``: one frame per ``hop`` samples and one more.
    public static func frames(of signal: [Float]) -> [Float] {
        var fft = PowerSpectrum(size: frameSize)
        let count = 1 + signal.count / hop
        var values: [Float] = []
        values.reserveCapacity(count * bands)
        for frame in 0..<count {
            let power = fft.power(of: signal, at: frame * hop - frameSize / 2)
            for filter in filters {
                var sum: Float = 0
                for (i, weight) in filter.weights.enumerated() { sum += weight * power[filter.first + i] }
                values.append(log10(10_000 * Float(Float16(sum)) + 1))
            }
        }
        return values
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

import Foundation

/// The short-time picture of a signal: mel bands in decibels and a few shapes per frame.
struct Spectrogram: Sendable {
    static let bands = 40
    static let frameSize = 1_024
    static let hop = 256
    /// Frames per second.
    static let frameRate = Double(Listening.rate) / Double(hop)
    /// Decibels below which a band counts as silent.
    static let floor: Float = -80

    private(set) var frames = 0
    /// Decibels (``floor``…~0), frame by frame, ``bands`` values each.
    private(set) var mel: [Float] = []
    /// Per frame: power of the frame, linear.
    private(set) var power: [Float] = []
    /// Per frame: centre of gravity of the magnitudes, Hz.
    private(set) var centroid: [Float] = []
    /// Per frame: below this frequency lies 85 % of the power, Hz.
    private(set) var rolloff: [Float] = []
    /// Per frame: geometric over arithmetic mean of the power, 0 tonal … 1 noise.
    private(set) var flatness: [Float] = []

    private static let melBands = MelBands(
        count: bands, fftSize: frameSize, sampleRate: Double(Listening.rate), from: 30, to: 11_000)

    init(_ signal: [Float]) {
        var fft = RealFFT(size: Self.frameSize)
        var magnitudes = [Float](repeating: 0, count: fft.bins)
        var bandPower = [Float](repeating: 0, count: Self.bands)
        frames = max(1, signal.count / Self.hop)
        mel.reserveCapacity(frames * Self.bands)
        for frame in 0..<frames {
            fft.magnitudes(of: signal, at: frame * Self.hop - Self.frameSize / 2 + Self.hop / 2, into: &magnitudes)
            Self.melBands.apply(to: magnitudes, into: &bandPower)
            for value in bandPower { mel.append(max(Self.floor, 10 * log10(value + 1e-12))) }
            addShape(of: magnitudes)
        }
    }

    func band(_ band: Int, at frame: Int) -> Float { mel[frame * Self.bands + band] }

    private mutating func addShape(of magnitudes: [Float]) {
        let binHertz = Float(Listening.rate) / Float(Self.frameSize)
        var total: Float = 0
        var weighted: Float = 0
        var sum: Float = 0
        var logs: Float = 0
        for bin in 1..<magnitudes.count {
            let magnitude = magnitudes[bin]
            let square = magnitude * magnitude
            total += square
            sum += magnitude
            weighted += magnitude * Float(bin)
            logs += log2(square + 1e-14)
        }
        let count = Float(magnitudes.count - 1)
        power.append(total)
        centroid.append(sum > 0 ? binHertz * weighted / sum : 0)
        flatness.append(min(1, exp2(logs / count) / (total / count + 1e-14)))
        var below: Float = 0
        var bin = 1
        while bin < magnitudes.count - 1, below + magnitudes[bin] * magnitudes[bin] < 0.85 * total {
            below += magnitudes[bin] * magnitudes[bin]
            bin += 1
        }
        rolloff.append(binHertz * Float(bin))
    }
}

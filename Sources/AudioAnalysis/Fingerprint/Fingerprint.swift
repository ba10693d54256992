/// A fixed-length description of how a sound sounds.
enum Fingerprint {
    static let dimension = 256

    static func vector(of spectrogram: Spectrogram, chroma: Chroma) -> [Float16] {
        var values = [Float](repeating: 0, count: dimension)
        for band in 0..<Spectrogram.bands {
            var sum: Float = 0
            for frame in 0..<spectrogram.frames { sum += spectrogram.band(band, at: frame) }
            values[band] = sum / Float(spectrogram.frames) + 80
        }
        var norm: Float = 0
        for value in values { norm += value * value }
        return norm > 0 ? values.map { Float16($0 / norm.squareRoot()) } : []
    }
}

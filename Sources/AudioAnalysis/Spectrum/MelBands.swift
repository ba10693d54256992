import Foundation

/// Triangular filters equally spaced on the mel scale (HTK: 2595·log10(1 + f/700)), each of unit area.
struct MelBands: Sendable {
    let count: Int
    private let firstBin: [Int]
    private let weights: [[Float]]

    init(count: Int, fftSize: Int, sampleRate: Double, from low: Double, to high: Double) {
        self.count = count
        let edges = (0...count + 1).map { edge in
            let lowMel = Self.mel(low)
            return Self.hertz(lowMel + (Self.mel(high) - lowMel) * Double(edge) / Double(count + 1))
        }
        let binWidth = sampleRate / Double(fftSize)
        var firstBin: [Int] = []
        var weights: [[Float]] = []
        for band in 0..<count {
            let (left, centre, right) = (edges[band], edges[band + 1], edges[band + 2])
            let bins = Int(left / binWidth)...min(fftSize / 2, Int(right / binWidth) + 1)
            var shape = bins.map { bin -> Float in
                let hertz = Double(bin) * binWidth
                return Float(max(0, min((hertz - left) / (centre - left), (right - hertz) / (right - centre))))
            }
            // A band narrower than a bin takes the bin nearest to its centre.
            if shape.allSatisfy({ $0 == 0 }) {
                shape = bins.map { abs(Double($0) * binWidth - centre) <= binWidth / 2 ? 1 : 0 }
            }
            let area = shape.reduce(0, +)
            firstBin.append(bins.lowerBound)
            weights.append(area > 0 ? shape.map { $0 / area } : shape)
        }
        self.firstBin = firstBin
        self.weights = weights
    }

    /// Adds up the power of each band of a magnitude spectrum into `bands`.
    func apply(to magnitudes: [Float], into bands: inout [Float]) {
        for band in 0..<count {
            let first = firstBin[band]
            let shape = weights[band]
            var sum: Float = 0
            for i in 0..<shape.count {
                let magnitude = magnitudes[first + i]
                sum += shape[i] * magnitude * magnitude
            }
            bands[band] = sum
        }
    }

    private static func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
    private static func hertz(_ mel: Double) -> Double { 700 * (pow(10, mel / 2595) - 1) }
}

import Foundation
import Music

/// Key of a chroma by Pearson correlation with a profile turned to all twelve tonics. Major and minor stand on one scale;
/// a plain dot product would let a noise floor choose the key.
struct KeyEstimator: Sendable {
    /// Probability of each key, in the order of ``Music/Key/index``; sums to 1, or empty when nothing is pitched.
    let probabilities: [Double]
    /// The highest correlation, −1…1.
    let correlation: Double

    private static let sharpness = 9.0

    init(chroma: Chroma, profile: KeyProfile = .electronic) {
        guard chroma.values.contains(where: { $0 > 0 }) else {
            probabilities = []
            correlation = 0
            return
        }
        let scores = (0..<24).map { index -> Double in
            let shape = index < 12 ? profile.major : profile.minor
            let turned = (0..<12).map { shape[($0 - index % 12 + 12) % 12] }
            return Self.pearson(chroma.values, turned)
        }
        let best = scores.max() ?? 0
        let exponents = scores.map { exp(Self.sharpness * ($0 - best)) }
        let sum = exponents.reduce(0, +)
        probabilities = exponents.map { $0 / sum }
        correlation = best
    }

    /// The most probable key and its probability.
    var best: (key: Key, probability: Double)? {
        guard let index = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }),
            let key = Key(index: index)
        else { return nil }
        return (key, probabilities[index])
    }

    /// Probability of a key among the keys of its tonic: which mode, when the tonic is known.
    func mode(of tonic: PitchClass) -> (key: Key, probability: Double) {
        let major = Key(tonic: tonic, mode: .major)
        let minor = Key(tonic: tonic, mode: .minor)
        guard !probabilities.isEmpty else { return (minor, 0.5) }
        let (a, b) = (probabilities[major.index], probabilities[minor.index])
        return a >= b ? (major, a / (a + b)) : (minor, b / (a + b))
    }

    private static func pearson(_ a: [Double], _ b: [Double]) -> Double {
        let (meanA, meanB) = (a.reduce(0, +) / 12, b.reduce(0, +) / 12)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for i in 0..<12 {
            let (x, y) = (a[i] - meanA, b[i] - meanB)
            ab += x * y
            aa += x * x
            bb += y * y
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
    }
}

import Foundation
import Music

/// Key by Pearson correlation of the chroma with a profile turned to all twelve tonics, and by the notes a loop rests on
/// (``KeyCues``). Major and minor stand on one scale; a plain dot product would let a noise floor choose the key.
struct KeyEstimator: Sendable {
    /// Probability of each key, in the order of ``Music/Key/index``; sums to 1, or empty when no note is heard.
    let probabilities: [Double]

    init(_ cues: KeyCues, profile: KeyProfile = .shaath) {
        guard cues.all.contains(where: { $0 > 0 }) else {
            probabilities = []
            return
        }
        let chromas = cues.inOrder
        let scores = (0..<24).map { Self.score(of: $0, cues, chromas, profile) }
        let best = scores.max() ?? 0
        let exponents = scores.map { exp($0 - best) }
        let sum = exponents.reduce(0, +)
        probabilities = exponents.map { $0 / sum }
    }

    private static func score(of index: Int, _ cues: KeyCues, _ chromas: [[Double]], _ profile: KeyProfile) -> Double {
        let isMajor = index < 12
        let degrees = isMajor ? profile.major : profile.minor
        let turned = (0..<12).map { degrees[($0 - index % 12 + 12) % 12] }
        let weights = KeyWeights.correlation
        var score = isMajor ? KeyWeights.major : 0
        score += weights.all * pearson(cues.all, turned)
        score += weights.harmonic * pearson(cues.harmonic, turned)
        score += weights.seldom * pearson(cues.seldom, turned)
        for (chroma, weights) in zip(chromas, isMajor ? KeyWeights.majorDegrees : KeyWeights.minorDegrees) {
            for degree in 0..<12 { score += weights[degree] * chroma[(degree + index) % 12] }
        }
        return score
    }

    /// All keys, most probable first.
    var candidates: [Candidate<Key>] {
        probabilities.indices.compactMap { index in
            Key(index: index).map { Candidate($0, probability: probabilities[index]) }
        }.sorted { $0.probability > $1.probability }
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

import Foundation

/// Tempo as a choice between candidates: whole numbers of beats that fill a loop (Font and Serra 2016), and what the
/// autocorrelation of its onsets offers. Each is measured, and a fitted model says how probable it is among the others.
struct TempoEstimator: Sendable {
    let candidates: [TempoCandidate]
    /// With their probabilities, which sum to 1; most probable first.
    private let ranked: [(candidate: TempoCandidate, probability: Double)]
    private let onsets: Int

    /// Agreement with itself that is a pulse even where no onset stands out, as of strings that swell.
    private static let pulse = 0.2

    init(_ sound: TempoSound) {
        onsets = sound.onset.onsets.count
        candidates = sound.canRepeat ? TempoCandidate.all(sound) : []
        let scores = candidates.map { candidate in
            zip(TempoWeights.values, candidate.measures).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let highest = scores.max() ?? 0
        let shares = scores.map { exp($0 - highest) }
        let sum = shares.reduce(0, +)
        ranked = zip(candidates, shares).map { ($0, $1 / sum) }.sorted { $0.1 > $1.1 }
    }

    /// The most probable candidate, if the sound has a tempo at all.
    var best: (candidate: TempoCandidate, probability: Double)? { ranked.first }

    /// The most probable tempo, or `nil` when nothing repeats and no number of beats fills the sound.
    func estimate() -> TempoEstimate? {
        guard let (best, probability) = best, best.periodicity > 0.02 || best.beats != nil else { return nil }
        return TempoEstimate(
            bpm: best.bpm, confidence: probability, fitsDuration: best.beats != nil,
            hasPulse: onsets > 1 || best.periodicity > Self.pulse,
            others: ranked.dropFirst().prefix(4).map { Candidate($0.candidate.bpm, probability: $0.probability) })
    }

    /// Same, half or double within 3 %.
    static func sameClass(_ a: Double, _ b: Double) -> Bool {
        [0.25, 0.5, 1, 2, 4].contains { abs(a * $0 / b - 1) < 0.03 }
    }
}

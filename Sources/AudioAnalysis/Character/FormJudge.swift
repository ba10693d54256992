import Foundation
import Music

/// Loop, one-shot or texture, by its measures.
struct FormJudge: Sendable {
    /// All three, most probable first; probabilities sum to 1.
    let candidates: [Candidate<AnalysedAudio.Form>]

    init(_ measures: FormMeasures) {
        let scores = FormWeights.forms.map { row in
            zip(row.weights, measures.values).reduce(row.offset) { $0 + $1.0 * $1.1 }
        }
        let best = scores.max() ?? 0
        let shares = scores.map { exp($0 - best) }
        let sum = shares.reduce(0, +)
        candidates = zip(FormWeights.forms, shares).map { Candidate($0.form, probability: $1 / sum) }
            .sorted { $0.probability > $1.probability }
    }

    func probability(of form: AnalysedAudio.Form) -> Double {
        candidates.first { $0.value == form }?.probability ?? 0
    }

    /// The most probable.
    var heard: Fact<AnalysedAudio.Form> {
        candidates.first.map { Fact($0.value, confidence: $0.probability, source: .analysis) }
            ?? Fact(.oneShot, confidence: 0, source: .analysis)
    }
}

import Foundation
import Music

/// What a sound does in an arrangement, by its measures, for when no name says so.
struct RoleJudge: Sendable {
    /// Every role that can be heard, most probable first; probabilities sum to 1. `loop` stands for a mix of several.
    let candidates: [Candidate<Role>]
    /// Probability that it is played in a key, 0 drums or noise … 1 notes.
    let pitched: Double

    init(_ measures: RoleMeasures, form: Fact<AnalysedAudio.Form>) {
        let scores = RoleWeights.roles.map { row in
            zip(row.weights, measures.values).reduce(row.offset) { $0 + $1.0 * $1.1 }
        }
        let best = scores.max() ?? 0
        var shares = scores.map { exp($0 - best) }
        // A loop is no single hit, nor a hit a mix.
        for (i, row) in RoleWeights.roles.enumerated() {
            if row.role == .oneShot, form.value == .loop { shares[i] *= 1 - form.confidence }
            if row.role == .loop, form.value == .oneShot { shares[i] *= 1 - form.confidence }
        }
        let sum = shares.reduce(0, +)
        candidates = zip(RoleWeights.roles, shares).map { Candidate($0.role, probability: $1 / sum) }
            .sorted { $0.probability > $1.probability }
        let odds = zip(RoleWeights.pitched.weights, measures.values).reduce(RoleWeights.pitched.offset) {
            $0 + $1.0 * $1.1
        }
        pitched = 1 / (1 + exp(-odds))
    }

    /// Below this a heard role is a guess, and the form says more.
    private static let floor = 0.45
    /// Even the surest ear is less sure than a name.
    private static let ceiling = 0.85

    /// The most probable role, or what its form alone says.
    func heard(form: Fact<AnalysedAudio.Form>) -> Fact<Role>? {
        guard let best = candidates.first else { return nil }
        if best.probability >= Self.floor {
            return Fact(best.value, confidence: min(Self.ceiling, best.probability), source: .analysis)
        }
        switch form.value {
        case .loop: return Fact(.loop, confidence: form.confidence, source: .analysis)
        case .oneShot: return Fact(.oneShot, confidence: form.confidence, source: .analysis)
        case .texture: return Fact(pitched > 0.5 ? .pad : .fx, confidence: 0.5, source: .analysis)
        }
    }

    /// The name's role, unless it only tells the form and the sound tells more.
    static func resolve(name: NameFacts, heard: Fact<Role>?, form: Fact<AnalysedAudio.Form>) -> Fact<Role>? {
        if let role = name.role { return role }
        if let heard, heard.value != .loop, heard.value != .oneShot { return heard }
        switch name.form {
        case .loop: return Fact(.loop, confidence: 0.9, source: .name)
        case .oneShot: return Fact(.oneShot, confidence: 0.9, source: .name)
        case .texture, nil: return heard
        }
    }

    /// Where a stated role is hardly heard: drums that play notes, notes that are drums.
    func conflict(_ fact: Fact<Role>?) -> Conflict? {
        guard let fact, fact.source != .analysis, let best = candidates.first, best.probability > 0.9,
            best.value != fact.value, let stated = candidates.first(where: { $0.value == fact.value }),
            stated.probability < 0.01
        else { return nil }
        return Conflict(.role, stated: fact.value.rawValue, source: fact.source, heard: best.value.rawValue)
    }
}

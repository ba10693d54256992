import Music

/// One key out of what the file's chunks, its name and its sound say.
enum KeyResolution {
    /// Below this a heard key is no fact at all.
    static let floor = 0.25
    /// Below this probability of being pitched no key is told.
    static let leastPitched = 0.2

    static func resolve(
        embedded: EmbeddedMetadata, name: NameFacts, heard: KeyEstimator, pitched: Double, role: Role?
    ) -> Fact<Key>? {
        let isUnpitchedRole = role == .drums || role == .percussion || role == .fx
        if let note = embedded.rootNote, !isUnpitchedRole {
            let mode = heard.mode(of: PitchClass(note))
            return Fact(mode.key, confidence: 0.85 * mode.probability, source: .embedded)
        }
        if let key = name.key { return confirmed(key, heard: heard, isPitched: pitched >= 0.5) }
        if let tonic = name.tonic, !isUnpitchedRole {
            let mode = heard.mode(of: tonic.value)
            return Fact(mode.key, confidence: tonic.confidence * mode.probability, source: .name)
        }
        // Drums ring, but nobody plays them in a key.
        guard let best = heard.best, pitched >= leastPitched, role != .drums, role != .percussion else { return nil }
        let confidence = best.probability * min(1, pitched + 0.2) * (role == .fx ? 0.5 : 1)
        return confidence >= floor ? Fact(best.key, confidence: confidence, source: .analysis) : nil
    }

    /// Why no key is told, for people.
    static func reason(heard: KeyEstimator, pitched: Double, role: Role?) -> String {
        if heard.probabilities.isEmpty { return "no note stands out of the sound" }
        if role == .drums || role == .percussion { return "drums and percussion are not played in a key" }
        if pitched < leastPitched { return "it sounds unpitched, like drums or noise" }
        return "no key is clearly more probable than the others"
    }

    /// Where a stated key is not the one that is clearly heard.
    static func conflict(
        _ fact: Fact<Key>?, heard: KeyEstimator, pitched: Double
    ) -> Conflict? {
        guard let fact, fact.source != .analysis, pitched >= 0.5, let best = heard.best, best.probability > 0.7,
            best.key.index != fact.value.index, heard.probabilities[fact.value.index] < 0.02
        else { return nil }
        return Conflict(.key, stated: fact.value.name, source: fact.source, heard: best.key.name)
    }

    /// A name that the sound bears out gains, one that it clearly denies loses.
    private static func confirmed(_ key: Fact<Key>, heard: KeyEstimator, isPitched: Bool) -> Fact<Key> {
        var key = key
        guard isPitched, let best = heard.best else { return key }
        let probability = heard.probabilities[key.value.index]
        if best.key.index == key.value.index { key.confidence += 0.5 * (0.99 - key.confidence) }
        if best.probability > 0.7, probability < 0.02 { key.confidence *= 0.8 }
        return key
    }
}

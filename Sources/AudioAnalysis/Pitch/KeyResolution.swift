import Music

/// One key out of what the file's chunks, its name and its sound say.
enum KeyResolution {
    /// Below this a heard key is no fact at all.
    static let floor = 0.25
    /// Below this share of tonal power nothing is pitched.
    static let pitchedShare = 0.35

    static func resolve(
        embedded: EmbeddedMetadata, name: NameFacts, heard: KeyEstimator, tonalShare: Double, role: Role?
    ) -> Fact<Key>? {
        let isUnpitchedRole = role == .drums || role == .percussion || role == .fx
        if let note = embedded.rootNote, !isUnpitchedRole {
            let mode = heard.mode(of: PitchClass(note))
            return Fact(mode.key, confidence: 0.85 * mode.probability, source: .embedded)
        }
        if let key = name.key { return confirmed(key, heard: heard, isPitched: tonalShare >= pitchedShare) }
        if let tonic = name.tonic, !isUnpitchedRole {
            let mode = heard.mode(of: tonic.value)
            return Fact(mode.key, confidence: tonic.confidence * mode.probability, source: .name)
        }
        // Drums ring, but nobody plays them in a key.
        guard let best = heard.best, tonalShare >= pitchedShare, role != .drums, role != .percussion else { return nil }
        let pitched = min(1, (tonalShare - pitchedShare) / 0.3 + 0.4)
        let correlation = min(1, max(0, (heard.correlation - 0.3) / 0.4))
        let confidence = best.probability * pitched * correlation * (role == .fx ? 0.5 : 1)
        return confidence >= floor ? Fact(best.key, confidence: confidence, source: .analysis) : nil
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

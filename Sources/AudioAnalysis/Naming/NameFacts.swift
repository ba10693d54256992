import Music

/// What the names of a file and its folders say. Every value is as the name's words have it; nothing is guessed.
struct NameFacts: Hashable, Sendable {
    var tempo: Fact<Double>?
    var key: Fact<Key>?
    /// A tonic without a mode, as in `bass_C.wav`.
    var tonic: Fact<PitchClass>?
    var role: Fact<Role>?
    var form: AnalysedAudio.Form?
    var tags: [Tag] = []

    init(fileName: String, folders: [String] = []) {}
}

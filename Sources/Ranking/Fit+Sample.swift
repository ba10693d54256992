import Music

extension Fit {
    /// Suggestions are brought to this loudness, LUFS.
    public static let referenceLUFS = -18.0

    /// What brings a sample to a context: speed, shift, gain and the length that results.
    public init(_ sample: SampleFacts, in context: SessionContext) {
        self.init()
        if let tempo = sample.tempo?.value, tempo > 0, let bpm = context.bpm {
            let counted = tempo * TempoMatch(sample: tempo, session: bpm).relation.factor
            stretchRatio = bpm / counted
            bars = sample.durationSeconds * counted / 240
        }
        if let key = sample.key?.value, !sample.isUnpitched, let wished = context.key {
            transposeSemitones = key.transposition(
                to: wished, policy: context.preferences.keyPolicy ?? Filters.defaultPolicy)
        }
        // EBU R128 gates at −70 LUFS: at or below it there is nothing to measure.
        if let loudness = sample.loudnessLUFS, loudness > -70 { gainDB = Self.referenceLUFS - loudness }
    }
}

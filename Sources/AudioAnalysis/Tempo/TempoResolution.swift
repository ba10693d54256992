import Music

/// One tempo out of what the file's chunks, its name and its sound say.
enum TempoResolution {
    /// Below this a heard tempo is no fact at all.
    static let floor = 0.15
    /// What is hardly a loop has no tempo, whatever repeats in it.
    static let leastLoop = 0.4

    static func resolve(
        embedded: EmbeddedMetadata, name: NameFacts, heard: TempoEstimate?, form: FormJudge,
        durationSeconds: Double
    ) -> Fact<Double>? {
        if let bpm = embedded.bpm, believable(embedded, bpm: bpm, durationSeconds: durationSeconds) {
            return Fact(bpm, confidence: confirmed(0.9, bpm: bpm, heard: heard, durationSeconds), source: .embedded)
        }
        if let tempo = name.tempo {
            let confidence = confirmed(tempo.confidence, bpm: tempo.value, heard: heard, durationSeconds)
            return confidence >= floor ? Fact(tempo.value, confidence: confidence, source: .name) : nil
        }
        let trust = loopTrust(name: name, form: form)
        guard let heard, trust >= leastLoop, heard.hasPulse || name.form == .loop else { return nil }
        let confidence = heard.confidence * trust
        return confidence >= floor ? Fact(heard.bpm, confidence: confidence, source: .analysis) : nil
    }

    /// Why there is no tempo, for people.
    static func reason(name: NameFacts, heard: TempoEstimate?, form: FormJudge, isSilent: Bool) -> String {
        if isSilent { return "the file is silent" }
        guard let heard, heard.hasPulse else { return "nothing in it repeats" }
        if name.form == .oneShot || form.heard.value == .oneShot { return "a one-shot has none" }
        if form.heard.value == .texture { return "a texture without a beat has none" }
        let percent = Int((100 * heard.confidence * loopTrust(name: name, form: form)).rounded())
        return "\(Int(heard.bpm.rounded())) BPM is the best guess, but only \(percent) % sure"
    }

    /// Where a stated tempo is not the one that is clearly heard, half and double time apart.
    static func conflict(_ tempo: Fact<Double>?, heard: TempoEstimate?) -> Conflict? {
        guard let tempo, tempo.source != .analysis, let heard, heard.confidence > 0.7, heard.fitsDuration,
            !TempoEstimator.sameClass(heard.bpm, tempo.value)
        else { return nil }
        func words(_ bpm: Double) -> String { "\((bpm * 10).rounded() / 10) BPM" }
        return Conflict(.tempo, stated: words(tempo.value), source: tempo.source, heard: words(heard.bpm))
    }

    /// How far a pulse that was heard may be taken for a loop's tempo. A sound named as an effect often pulses without
    /// keeping one.
    private static func loopTrust(name: NameFacts, form: FormJudge) -> Double {
        let loop = form.probability(of: .loop)
        return switch name.form {
        case .oneShot: 0.2 * loop
        case .loop: max(0.9, loop)
        case .texture, nil: loop * (name.role?.value == .fx ? 0.4 : 1)
        }
    }

    /// DAWs write a default of 120 into every file; a chunk counts when its beats fill the file, or when it has none.
    private static func believable(_ embedded: EmbeddedMetadata, bpm: Double, durationSeconds: Double) -> Bool {
        guard let beats = embedded.beats else { return bpm != 120 }
        let length = Double(beats) * 60 / bpm
        return abs(length / durationSeconds - 1) < 0.05 || bpm != 120
    }

    /// A statement that the length or the sound bears out gains; one that the sound clearly denies loses, visibly.
    private static func confirmed(
        _ confidence: Double, bpm: Double, heard: TempoEstimate?, _ durationSeconds: Double
    ) -> Double {
        let beats = durationSeconds * bpm / 60
        let fits = beats >= 3.5 && abs(beats - (beats / 4).rounded() * 4) < 0.02 * max(1, beats / 4)
        let agrees = heard.map { TempoEstimator.sameClass($0.bpm, bpm) } ?? false
        if fits || agrees { return confidence + 0.6 * (0.99 - confidence) }
        if let heard, heard.confidence > 0.8, heard.fitsDuration { return confidence * 0.75 }
        return confidence
    }
}

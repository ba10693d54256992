import Music

/// What a sound does in an arrangement, by its spectrum and its form, for when no name says so. Never sure.
enum RoleJudge {
    static func judge(
        _ character: SoundCharacter, form: Fact<AnalysedAudio.Form>, tonalShare: Double, meanPitch: Double?
    ) -> Fact<Role>? {
        let isTonal = tonalShare > 0.5
        let isLow = character.lowShare > 0.5 && (meanPitch ?? 127) < 52
        switch form.value {
        case .loop where !isTonal && character.onsetsPerSecond > 1.5:
            return Fact(character.lowShare > 0.1 ? .drums : .percussion, confidence: 0.6, source: .analysis)
        case .loop where isTonal && isLow: return Fact(.bass, confidence: 0.55, source: .analysis)
        case .loop: return Fact(.loop, confidence: form.confidence, source: .analysis)
        case .oneShot where isTonal && isLow && character.durationSeconds > 0.5:
            return Fact(.bass, confidence: 0.5, source: .analysis)
        case .oneShot: return Fact(.oneShot, confidence: form.confidence, source: .analysis)
        case .texture where isTonal: return Fact(.pad, confidence: 0.55, source: .analysis)
        case .texture: return Fact(.fx, confidence: 0.5, source: .analysis)
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
}

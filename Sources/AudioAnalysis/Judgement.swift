import Music

/// Joins what was heard with what the file and its name say, field by field.
struct Judgement {
    let audio: AnalysedAudio

    init(listening: Listening, names: NameFacts) {
        let format = listening.format
        let duration = listening.durationSeconds
        let sound = HeardSound(listening)
        let character = sound.character
        let heardTempo = sound.tempo.estimate()

        let forms = FormJudge(sound.formMeasures)
        let form = forms.heard
        let roles = RoleJudge(sound.roleMeasures, form: form)
        let heardRole = roles.heard(form: form)
        let isSilent = listening.truePeakDB == nil
        let role = isSilent ? names.role : RoleJudge.resolve(name: names, heard: heardRole, form: form)
        let energy = isSilent ? 0 : character.energy(loudness: listening.loudnessLUFS)
        let tags = Self.tags(
            listening: listening, names: names,
            heard: isSilent
                ? []
                : MoodRules.moods(
                    brightness: character.brightness, energy: energy, density: character.density, form: form.value))
        let heardKey = KeyEstimator(sound.keyCues)
        let key = KeyResolution.resolve(
            embedded: listening.metadata, name: names, heard: heardKey, pitched: roles.pitched, role: role?.value)
        let tempo = TempoResolution.resolve(
            embedded: listening.metadata, name: names, heard: isSilent ? nil : heardTempo, form: forms,
            durationSeconds: duration)
        var evidence = Evidence()
        if !isSilent, let heardTempo {
            evidence.tempi = [Candidate(heardTempo.bpm, probability: heardTempo.confidence)] + heardTempo.others
        }
        if tempo == nil {
            evidence.noTempo = TempoResolution.reason(name: names, heard: heardTempo, form: forms, isSilent: isSilent)
        }
        evidence.keys = heardKey.candidates
        evidence.roles = isSilent ? [] : roles.candidates
        if key == nil {
            evidence.noKey = KeyResolution.reason(heard: heardKey, pitched: roles.pitched, role: role?.value)
        }
        evidence.conflicts = [
            isSilent ? nil : TempoResolution.conflict(tempo, heard: heardTempo),
            KeyResolution.conflict(key, heard: heardKey, pitched: roles.pitched),
            isSilent ? nil : roles.conflict(role),
            isSilent ? nil : Self.conflict(heard: form, named: names.form),
        ].compactMap { $0 }
        audio = AnalysedAudio(
            identity: listening.identity, sampleRate: format.sampleRate, channels: format.channels,
            frames: listening.frames,
            tempo: tempo, key: key,
            role: role, form: Self.form(heard: form, named: names.form), tags: tags, energy: energy,
            brightness: character.brightness, density: character.density, attack: character.attack,
            stereoWidth: Double(listening.stereoWidth), loudnessLUFS: listening.loudnessLUFS,
            truePeakDB: listening.truePeakDB, fingerprint: isSilent ? [] : Fingerprint.vector(of: sound),
            evidence: evidence)
    }

    private static func form(
        heard: Fact<AnalysedAudio.Form>, named: AnalysedAudio.Form?
    ) -> Fact<AnalysedAudio.Form> {
        named.map { Fact($0, confidence: 0.9, source: .name) } ?? heard
    }

    /// Where the name calls a loop what clearly is none, or the other way round.
    private static func conflict(heard: Fact<AnalysedAudio.Form>, named: AnalysedAudio.Form?) -> Conflict? {
        guard let named, named != heard.value, heard.confidence > 0.9 else { return nil }
        return Conflict(.form, stated: named.rawValue, source: .name, heard: heard.value.rawValue)
    }

    /// Tags of the file, then of its name, then heard; the surest first, each once.
    private static func tags(listening: Listening, names: NameFacts, heard: [Fact<Tag>]) -> [Fact<Tag>] {
        var tags: [Fact<Tag>] = []
        if let genre = listening.metadata.genre.flatMap({ Tag($0) }) {
            tags.append(Fact(genre, confidence: 0.95, source: .embedded))
        }
        for tag in names.tags + heard where !tags.contains(where: { $0.value == tag.value }) { tags.append(tag) }
        return tags.sorted { $0.confidence > $1.confidence }
    }
}

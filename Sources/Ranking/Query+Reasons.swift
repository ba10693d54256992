import Music

extension Query {
    /// One reason per component that takes part, in the order of ``Component``; taste and fatigue only when they say
    /// something. The points are the very doubles whose sum is the score.
    ///
    /// - Parameter cosine: the one that was scored; `nil` when there was nothing to compare.
    public func reasons(for sample: SampleFacts, points: Points, cosine: Double?) -> [Reason] {
        components.compactMap { component in
            let earned = points[component]
            if component == .taste || component == .fatigue, earned == 0 { return nil }
            return Reason(component: component, points: earned, text: phrase(component, sample, cosine: cosine))
        }
    }

    private func phrase(_ component: Component, _ sample: SampleFacts, cosine: Double?) -> String {
        switch component {
        case .similarity: similarityPhrase(sample, cosine: cosine)
        case .tempo: tempoPhrase(sample)
        case .key: keyPhrase(sample)
        case .mood: moodPhrase(sample)
        case .genre: genrePhrase(sample)
        case .energy: energyPhrase(sample)
        case .freshness: "added \(spell(seconds: now.since(sample.addedAt))) ago"
        case .taste: tastePhrase(sample)
        case .fatigue:
            "passed over \(spell(seconds: now.since(exposure.ignored[sample.id] ?? now))) ago in this session"
        case .readiness: readinessPhrase(sample)
        }
    }

    private func similarityPhrase(_ sample: SampleFacts, cosine: Double?) -> String {
        guard let cosine, let space = sample.embedding, let what = targetPhrases[space] else {
            return "sound not compared: no vector beside the target's"
        }
        return cosine > 0
            ? "cosine \(decimal(cosine, places: 2)) to \(what)" : "unlike \(what), cosine \(decimal(cosine, places: 2))"
    }

    private func tempoPhrase(_ sample: SampleFacts) -> String {
        guard let tempo = sample.tempo?.value, let bpm = context.bpm else { return "tempo unknown" }
        let match = TempoMatch(sample: tempo, session: bpm)
        let counted =
            switch match.relation {
            case .same: "\(decimal(tempo, places: 2)) BPM"
            case .half: "\(decimal(tempo, places: 2)) BPM, half time: counts as \(decimal(tempo * 2, places: 2))"
            case .double: "\(decimal(tempo, places: 2)) BPM, double time: counts as \(decimal(tempo / 2, places: 2))"
            }
        let distance = match.distance == 0 ? "the same as yours" : "\(spell(bpm: match.distance)) from yours"
        let outside =
            match.distance > filters.tolerance ? ", outside your ±\(decimal(filters.tolerance, places: 2))" : ""
        return "\(counted), \(distance)\(outside)"
    }

    private func keyPhrase(_ sample: SampleFacts) -> String {
        if sample.isUnpitched { return "unpitched, fits any key" }
        guard let key = sample.key, let wished = context.key else { return "key unknown" }
        let relation = KeyRelation(key.value, wished)
        let sureness = key.confidence < 1 ? ", \(decimal(key.confidence * 100, places: 0)) % sure" : ""
        return "\(key.value.name), \(relation.phrase(of: key.value, to: wished))\(sureness)"
    }

    private func moodPhrase(_ sample: SampleFacts) -> String {
        if sample.tags.isEmpty { return "moods unknown, no tags" }
        let shared = context.moods.filter(sample.tags.contains)
        let wished = context.moods.count
        if shared.isEmpty {
            return wished == 1 ? "not tagged \(context.moods[0].text)" : "none of your \(wished) moods"
        }
        return "\(shared.count) of \(wished) moods: \(shared.map(\.text).joined(separator: ", "))"
    }

    private func genrePhrase(_ sample: SampleFacts) -> String {
        guard let genre = context.genre, !sample.tags.isEmpty else { return "genre unknown, no tags" }
        return sample.tags.contains(genre) ? "tagged \(genre.text)" : "not tagged \(genre.text)"
    }

    private func energyPhrase(_ sample: SampleFacts) -> String {
        guard let energy = sample.energy, let wished = context.energy else { return "energy unknown" }
        return "energy \(decimal(energy, places: 2)), \(decimal((energy - wished).magnitude, places: 2)) from yours"
    }

    private func tastePhrase(_ sample: SampleFacts) -> String {
        var phrase = "your accepts against skips: "
        var isFirst = true
        func add(_ what: String, _ balance: Double) {
            if balance == 0 { return }
            if !isFirst { phrase += ", " }
            isFirst = false
            phrase += what
            phrase += balance > 0 ? " +" : " "
            phrase += decimal(balance, places: 2)
        }
        add("this sample", note(of: sample))
        if isColdStart { return phrase }
        add("its pack", taste.balance(ofPack: sample.pack, at: now))
        let tags = sample.tags.reduce(0) { $0 + taste.balance(of: $1, at: now) }
        if !sample.tags.isEmpty { add("its tags", tags / Double(sample.tags.count)) }
        return phrase
    }

    private func note(of sample: SampleFacts) -> Double { taste.balance(of: sample.id, at: now) }

    private func readinessPhrase(_ sample: SampleFacts) -> String {
        let left = spell(seconds: context.timeRemainingSeconds ?? 0)
        return switch sample.form {
        case .loop: "a loop, ready to use with \(left) left"
        case .oneShot: "a one-shot, with \(left) left"
        case .unknown: "form unknown"
        }
    }
}

/// A distance in BPM with as many decimals as it takes not to read 0.
func spell(bpm distance: Double) -> String {
    for places in 1...3 where (distance * [1.0, 10, 100, 1_000][places]).rounded() > 0 {
        return decimal(distance, places: places)
    }
    return "less than 0.001"
}

extension KeyRelation {
    /// `relative of C major`: how `key`, which stands so to `wished`, is described beside its own name.
    func phrase(of key: Key, to wished: Key) -> String {
        switch self {
        case .same: key == wished ? "the same as yours" : "the same notes as \(wished.name)"
        case .relative: "relative of \(wished.name)"
        case .neighbour: "a fifth from \(wished.name)"
        case .diagonal: "relative of a fifth from \(wished.name)"
        case .parallel: "parallel of \(wished.name)"
        case .other: "unrelated to \(wished.name)"
        }
    }
}

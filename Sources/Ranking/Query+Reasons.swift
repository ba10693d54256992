import Music

extension Query {
    /// One reason per component that takes part, in the order of ``Component``; taste and fatigue only when they say
    /// something. The points are the very doubles whose sum is the score.
    ///
    /// - Parameter cosine: the one that was scored; `nil` when there was nothing to compare.
    public func reasons(for sample: SampleFacts, points: Points, cosine: Double?) -> [Reason] {
        var words = Words()
        var reasons: [Reason] = []
        reasons.reserveCapacity(components.count)
        for component in components {
            let earned = points[component]
            if component == .taste || component == .fatigue, earned == 0 { continue }
            phrase(component, sample, cosine: cosine, &words)
            reasons.append(Reason(component: component, points: earned, text: words.take()))
        }
        return reasons
    }

    private func phrase(_ component: Component, _ sample: SampleFacts, cosine: Double?, _ words: inout Words) {
        switch component {
        case .similarity: similarity(sample, cosine: cosine, &words)
        case .tempo: tempo(sample, &words)
        case .key: key(sample, &words)
        case .mood: mood(sample, &words)
        case .genre: genre(sample, &words)
        case .energy: energy(sample, &words)
        case .freshness: age(sample, &words)
        case .taste: taste(sample, &words)
        case .fatigue:
            words.add("passed over ")
            words.add(seconds: now.since(exposure.ignored[sample.id] ?? now))
            words.add(" ago in this session")
        case .readiness: readiness(sample, &words)
        }
    }

    private func similarity(_ sample: SampleFacts, cosine: Double?, _ words: inout Words) {
        guard let cosine, let space = sample.embedding, let what = targetPhrases[space] else {
            return words.add("sound not compared: no vector beside the target's")
        }
        if cosine > 0 {
            words.add("cosine ")
            words.add(cosine, places: 2, " to ")
            words.add(what)
        } else {
            words.add("unlike ")
            words.add(what)
            words.add(", cosine ")
            words.add(cosine, places: 2)
        }
    }

    private func tempo(_ sample: SampleFacts, _ words: inout Words) {
        guard let tempo = sample.tempo?.value, let bpm = context.bpm else { return words.add("tempo unknown") }
        let match = TempoMatch(sample: tempo, session: bpm)
        words.add(tempo, places: 2, " BPM")
        switch match.relation {
        case .same: break
        case .half: words.add(", half time: counts as ")
        case .double: words.add(", double time: counts as ")
        }
        if match.relation != .same { words.add(tempo * match.relation.factor, places: 2) }
        if match.distance == 0 {
            words.add(", the same as yours")
        } else {
            words.add(", ")
            words.add(bpm: match.distance)
            words.add(" from yours")
        }
        guard match.distance > filters.tolerance else { return }
        words.add(", outside your ±")
        words.add(filters.tolerance, places: 2)
    }

    private func key(_ sample: SampleFacts, _ words: inout Words) {
        if sample.isUnpitched { return words.add("unpitched, fits any key") }
        guard let key = sample.key, let wished = context.key else { return words.add("key unknown") }
        words.add(key.value.name)
        words.add(", ")
        words.add(KeyRelation(key.value, wished), of: key.value, to: wished)
        guard key.confidence < 1 else { return }
        words.add(", ")
        words.add(key.confidence * 100, places: 0, " % sure")
    }

    private func mood(_ sample: SampleFacts, _ words: inout Words) {
        if sample.tags.isEmpty { return words.add("moods unknown, no tags") }
        let shared = context.moods.filter(sample.tags.contains)
        let wished = context.moods.count
        if shared.isEmpty, wished == 1 {
            words.add("not tagged ")
            words.add(context.moods[0].text)
        } else if shared.isEmpty {
            words.add("none of your ")
            words.add(wished)
            words.add(" moods")
        } else {
            words.add(shared.count)
            words.add(" of ")
            words.add(wished)
            words.add(" moods: ")
            words.add(shared, between: ", ")
        }
    }

    private func genre(_ sample: SampleFacts, _ words: inout Words) {
        guard let genre = context.genre, !sample.tags.isEmpty else { return words.add("genre unknown, no tags") }
        words.add(sample.tags.contains(genre) ? "tagged " : "not tagged ")
        words.add(genre.text)
    }

    private func energy(_ sample: SampleFacts, _ words: inout Words) {
        guard let energy = sample.energy, let wished = context.energy else { return words.add("energy unknown") }
        words.add("energy ")
        words.add(energy, places: 2, ", ")
        words.add((energy - wished).magnitude, places: 2, " from yours")
    }

    private func taste(_ sample: SampleFacts, _ words: inout Words) {
        words.add("your accepts against skips: ")
        var isFirst = true
        func add(_ what: StaticString, _ balance: Double) {
            if balance == 0 { return }
            if !isFirst { words.add(", ") }
            isFirst = false
            words.add(what)
            words.add(balance > 0 ? " +" : " ")
            words.add(balance, places: 2)
        }
        add("this sample", taste.balance(of: sample.id, at: now))
        if isColdStart { return }
        add("its pack", taste.balance(ofPack: sample.pack, at: now))
        let tags = sample.tags.reduce(0) { $0 + taste.balance(of: $1, at: now) }
        if !sample.tags.isEmpty { add("its tags", tags / Double(sample.tags.count)) }
    }

    private func readiness(_ sample: SampleFacts, _ words: inout Words) {
        switch sample.form {
        case .unknown: return words.add("form unknown")
        case .loop: words.add("a loop, ready to use with ")
        case .oneShot: words.add("a one-shot, with ")
        }
        words.add(seconds: context.timeRemainingSeconds ?? 0)
        words.add(" left")
    }
}

extension Words {
    /// `relative of C major`: how `key`, which stands so to `wished`, is described beside its own name.
    mutating func add(_ relation: KeyRelation, of key: Key, to wished: Key) {
        switch relation {
        case .same where key == wished: return add("the same as yours")
        case .same: add("the same notes as ")
        case .relative: add("relative of ")
        case .neighbour: add("a fifth from ")
        case .diagonal: add("relative of a fifth from ")
        case .parallel: add("parallel of ")
        case .other: add("unrelated to ")
        }
        add(wished.name)
    }
}

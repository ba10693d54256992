import Music

extension Query {
    /// One sentence for people: the up to three things that count most for the sample, strongest first.
    public func rationale(for sample: SampleFacts, points: Points, cosine: Double?, pinned: Bool) -> String {
        var words = Words()
        /// Whether anything was said.
        @discardableResult
        func clause(_ say: (inout Words) -> Void) -> Bool {
            let end = words.count
            if end > 0 { words.add(", ") }
            let start = words.count
            say(&words)
            if words.count > start { return true }
            words.cut(to: end)
            return false
        }
        if pinned { clause { $0.add("pinned by you") } }
        if let role = sample.role?.value, gap?.lacking.contains(role) == true {
            clause {
                $0.add("adds the ")
                $0.add(role.rawValue)
                $0.add(" you lack")
            }
        }
        var wanted = 3
        // The sort keeps the order of equals, which is that of `Component`.
        for component in components.filter({ points[$0] > 0 }).sorted(by: { points[$0] > points[$1] }) {
            if wanted == 0 { break }
            if clause({ strength(component, sample, cosine: cosine, &$0) }) { wanted -= 1 }
        }
        if points[.fatigue] < 0 { clause { $0.add("passed over before") } }
        if words.count == 0 { age(sample, &words) }
        return words.takeSentence()
    }

    /// What a component with points above 0 adds to the sentence; nothing when it is too weak to be worth words.
    private func strength(_ component: Component, _ sample: SampleFacts, cosine: Double?, _ words: inout Words) {
        switch component {
        case .similarity:
            guard let cosine, cosine >= 0.25, let what = sample.embedding.flatMap({ targetPhrases[$0] }) else { return }
            words.add(cosine >= 0.6 ? "close to " : "somewhat like ")
            words.add(what)
        case .tempo:
            guard let tempo = sample.tempo?.value, let bpm = context.bpm else { return }
            let match = TempoMatch(sample: tempo, session: bpm)
            switch match.relation {
            case .same where match.distance == 0: words.add("same tempo")
            case .same:
                words.add(bpm: match.distance)
                words.add(" BPM from yours")
            case .half: words.add("at half time of your tempo")
            case .double: words.add("at double time of your tempo")
            }
        case .key:
            guard let key = sample.key?.value, let wished = context.key else { return }
            switch KeyRelation(key, wished) {
            case .same: words.add(key == wished ? "same key" : "same notes as your key")
            case .relative: words.add("relative key")
            case .neighbour: words.add("a fifth from your key")
            case .parallel: words.add("parallel key")
            case .diagonal, .other: return
            }
        case .mood: words.add(context.moods.filter(sample.tags.contains), between: " and ")
        case .genre: words.add(context.genre?.text ?? "")
        case .freshness: if isColdStart { age(sample, &words) }
        case .taste: words.add(isColdStart ? "accepted by you lately" : "to your taste so far")
        case .readiness: words.add("ready to use")
        case .energy, .fatigue: return
        }
    }

    /// `added 3 days ago`.
    func age(_ sample: SampleFacts, _ words: inout Words) {
        words.add("added ")
        words.add(seconds: now.since(sample.addedAt))
        words.add(" ago")
    }
}

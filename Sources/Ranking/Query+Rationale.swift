import Music

extension Query {
    /// One sentence for people: the up to three things that count most for the sample, strongest first.
    public func rationale(for sample: SampleFacts, points: Points, cosine: Double?, pinned: Bool) -> String {
        let strongest = components.filter { points[$0] > 0 }.sorted { a, b in
            points[a] == points[b]
                ? Component.allCases.place(of: a) < Component.allCases.place(of: b) : points[a] > points[b]
        }
        var clauses = pinned ? ["pinned by you"] : []
        if let role = sample.role?.value, gap?.lacking.contains(role) == true {
            clauses.append("adds the \(role.rawValue) you lack")
        }
        clauses += strongest.compactMap { clause($0, sample, cosine: cosine) }.prefix(3)
        if points[.fatigue] < 0 { clauses.append("passed over before") }
        if clauses.isEmpty { clauses = ["added \(spell(seconds: now.since(sample.addedAt))) ago"] }
        let sentence = clauses.joined(separator: ", ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    /// What a component with points above 0 adds to the sentence; `nil` when it is too weak to be worth words.
    private func clause(_ component: Component, _ sample: SampleFacts, cosine: Double?) -> String? {
        switch component {
        case .similarity:
            guard let cosine, cosine >= 0.25, let what = sample.embedding.flatMap({ targetPhrases[$0] }) else {
                return nil
            }
            return cosine >= 0.6 ? "close to \(what)" : "somewhat like \(what)"
        case .tempo:
            guard let tempo = sample.tempo?.value, let bpm = context.bpm else { return nil }
            let match = TempoMatch(sample: tempo, session: bpm)
            return switch match.relation {
            case .same: match.distance == 0 ? "same tempo" : "\(spell(bpm: match.distance)) BPM from yours"
            case .half: "at half time of your tempo"
            case .double: "at double time of your tempo"
            }
        case .key:
            guard let key = sample.key?.value, let wished = context.key else { return nil }
            return switch KeyRelation(key, wished) {
            case .same: key == wished ? "same key" : "same notes as your key"
            case .relative: "relative key"
            case .neighbour: "a fifth from your key"
            case .parallel: "parallel key"
            case .diagonal, .other: nil
            }
        case .mood: return context.moods.filter(sample.tags.contains).map(\.text).joined(separator: " and ")
        case .genre: return context.genre?.text
        case .energy: return nil
        case .freshness: return isColdStart ? "added \(spell(seconds: now.since(sample.addedAt))) ago" : nil
        case .taste: return isColdStart ? "accepted by you lately" : "to your taste so far"
        case .fatigue: return nil
        case .readiness: return "ready to use"
        }
    }
}

extension [Component] {
    fileprivate func place(of component: Component) -> Int { firstIndex(of: component) ?? endIndex }
}

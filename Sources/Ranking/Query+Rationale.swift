import Music

extension Query {
    /// One sentence for people: the up to three things that count most for the sample, strongest first.
    public func rationale(for sample: SampleFacts, points: Points, cosine: Double?, pinned: Bool) -> String {
        // The sort keeps the order of equals, which is that of `Component`.
        let strongest = components.filter { points[$0] > 0 }.sorted { points[$0] > points[$1] }
        var clauses = pinned ? ["pinned by you"] : []
        if let role = sample.role?.value, gap?.lacking.contains(role) == true {
            clauses.append("adds the \(role.rawValue) you lack")
        }
        var wanted = 3
        for component in strongest where wanted > 0 {
            guard let clause = clause(component, sample, cosine: cosine) else { continue }
            clauses.append(clause)
            wanted -= 1
        }
        if points[.fatigue] < 0 { clauses.append("passed over before") }
        if clauses.isEmpty { clauses = ["added \(spell(seconds: now.since(sample.addedAt))) ago"] }
        var sentence = clauses[0].capitalisedFirst
        for clause in clauses.dropFirst() {
            sentence += ", "
            sentence += clause
        }
        return sentence
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

extension String {
    /// With a capital letter at the beginning. Cases of ASCII letters are a bit apart; only others need Unicode's tables.
    fileprivate var capitalisedFirst: String {
        guard let first = utf8.first else { return self }
        guard first < 0x80 else { return prefix(1).uppercased() + dropFirst() }
        guard (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return self }
        var bytes = Array(utf8)
        bytes[0] -= 0x20
        return String(decoding: bytes, as: UTF8.self)
    }
}

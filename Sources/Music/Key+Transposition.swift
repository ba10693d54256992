extension Key {
    /// The smallest shift, −6…+6 semitones, that brings this key to one `policy` allows beside `other`; 0 when it is
    /// allowed already. Of two equal shifts the one to the closer relation wins, then the upward one. Under `exact` the
    /// goal is the same notes (the same or the relative key, since no shift turns minor into major); under `any` it is
    /// still a compatible key: the policy says what may be listed, not what sounds together.
    public func transposition(to other: Key, policy: KeyPolicy = .compatible) -> Int {
        // Relations are those of the parents, and the parent of a shifted key is the shifted parent.
        Self.transpositions[policy == .exact ? 1 : 0][index * 24 + other.index]
    }

    /// By policy (`exact` second) and by the indices of the two keys: asked for every suggestion, and slow to find.
    private static let transpositions: [[Int]] = [KeyPolicy.compatible, .exact].map { policy in
        (0..<24 * 24).map { pair in
            guard let key = Key(index: pair / 24), let other = Key(index: pair % 24) else { return 0 }
            return key.searchedTransposition(to: other, policy: policy)
        }
    }

    private func searchedTransposition(to other: Key, policy: KeyPolicy) -> Int {
        let goals: Set<KeyRelation> = policy == .exact ? [.same, .relative] : [.same, .relative, .neighbour]
        for distance in 0...6 {
            let reachable = [distance, -distance].filter { goals.contains(relation(to: other, shiftedBy: $0)) }
            let closest = reachable.min { a, b in
                relation(to: other, shiftedBy: a).closeness < relation(to: other, shiftedBy: b).closeness
            }
            if let closest { return closest }
        }
        // Two minor or two major keys are at most six semitones apart, and so are a key and the other's relative.
        return 0
    }

    private func relation(to other: Key, shiftedBy semitones: Int) -> KeyRelation {
        KeyRelation(Key(tonic: tonic.transposed(by: semitones), mode: mode), other)
    }
}

extension KeyRelation {
    /// 0 for the closest.
    fileprivate var closeness: Int {
        switch self {
        case .same: 0
        case .relative: 1
        case .neighbour: 2
        case .diagonal: 3
        case .parallel: 4
        case .other: 5
        }
    }
}

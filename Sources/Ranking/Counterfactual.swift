public import Music

/// The sample just under a list, and what would have brought it in.
public struct RunnerUp: Hashable, Sendable {
    public var sample: SampleFacts
    public var score: Double
    /// `nil` where no single wish would do, or none was looked for.
    public var counterfactual: Counterfactual?

    public init(sample: SampleFacts, score: Double, counterfactual: Counterfactual? = nil) {
        self.sample = sample
        self.score = score
        self.counterfactual = counterfactual
    }
}

/// What if one wish were another: a change of the context, and the place a sample would have then.
public struct Counterfactual: Hashable, Sendable {
    public var wish: ChangedWish
    /// In the list as it would be, 1 the first.
    public var place: Int

    public init(wish: ChangedWish, place: Int) {
        self.wish = wish
        self.place = place
    }

    /// `would be number 1 if the key were C major`.
    public var text: String { "would be number \(place) if \(wish.condition)" }
}

/// One field of a context with another value.
public enum ChangedWish: Hashable, Sendable {
    case key(Key)
    case bpm(Double)
    case role(Role)
    case energy(Double)
    /// One mood more.
    case mood(Tag)

    /// The field's name in the contract.
    public var field: String {
        switch self {
        case .key: "key"
        case .bpm: "bpm"
        case .role: "role"
        case .energy: "energy"
        case .mood: "mood_tags"
        }
    }

    /// Completes "if …".
    var condition: String {
        switch self {
        case .key(let key): "the key were \(key.name)"
        case .bpm(let bpm): "the tempo were \(decimal(bpm, places: 2)) BPM"
        case .role(let role): "you asked for \(role.rawValue)"
        case .energy(let energy): "the energy were \(decimal(energy, places: 2))"
        case .mood(let mood): "you also wished for \(mood.text)"
        }
    }

    /// The context with this wish in place of the one it has.
    public func applied(to context: SessionContext) -> SessionContext {
        var changed = context
        switch self {
        case .key(let key): changed.key = key
        case .bpm(let bpm): changed.bpm = bpm
        case .role(let role): changed.role = .only(role)
        case .energy(let energy): changed.energy = energy
        case .mood(let mood): changed.moods.append(mood)
        }
        return changed
    }
}

extension SessionContext {
    /// The wishes that stand between this context and a sample, each with the value that would suit it: only wishes that
    /// were made, and values that a request may have.
    public func changes(towards sample: SampleFacts) -> [ChangedWish] {
        var changes: [ChangedWish] = []
        if let wished = key, !sample.isUnpitched, let key = sample.key?.value, KeyRelation(key, wished) != .same {
            changes.append(.key(key))
        }
        if let bpm, let tempo = sample.tempo?.value {
            let counted = tempo * TempoMatch(sample: tempo, session: bpm).relation.factor
            for value in counted == tempo ? [tempo] : [tempo, counted] {
                let rounded = (value * 100).rounded() / 100
                if rounded != bpm, (20...400).contains(rounded) { changes.append(.bpm(rounded)) }
            }
        }
        if let role, let heard = sample.role?.value, role != .only(heard) { changes.append(.role(heard)) }
        if let wished = energy, let energy = sample.energy {
            let rounded = (energy * 100).rounded() / 100
            if rounded != wished { changes.append(.energy(rounded)) }
        }
        if !moods.isEmpty, moods.count < 16, let mood = sample.tags.first(where: { !moods.contains($0) }) {
            changes.append(.mood(mood))
        }
        return changes
    }
}

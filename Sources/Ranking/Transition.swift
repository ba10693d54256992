import Music

/// What it costs to go from one sample to the next, 0 nothing … 1 everything against it.
///
/// A weighted mean of the tempo's distance (10 % apart, at the best of the same, half and double time, is the whole cost),
/// the keys' relation (1 − the key component's feature), and 1 − cosine. A part that is not known of both costs half: less
/// than a clash and more than a match, so that a chain of loops does not flee to sounds of which nothing is known.
public struct Transition: Hashable, Sendable {
    /// `nil` when either tempo is unknown.
    public var tempo: Double?
    /// `nil` when either key is unknown, or a sample is unpitched.
    public var key: Double?
    /// `nil` when the vectors cannot be compared.
    public var similarity: Double?

    /// Shares of the whole; they sum to 1.
    static let weights = (tempo: 0.35, key: 0.3, similarity: 0.35)
    /// Part of the tempo that costs as much as a transition can.
    static let tempoSpan = 0.1

    public init(from a: SampleFacts, to b: SampleFacts, cosine: Double?) {
        if let first = a.tempo?.value, let second = b.tempo?.value {
            tempo = min(1, TempoMatch(sample: second, session: first).distance / first / Self.tempoSpan)
        }
        if !a.isUnpitched, !b.isUnpitched, let first = a.key?.value, let second = b.key?.value {
            key = 1 - KeyRelation(second, first).feature
        }
        similarity = cosine.map { 1 - max(0, min($0, 1)) }
    }

    /// 0…1; ½ when nothing is known of either sample.
    public var cost: Double {
        Self.weights.tempo * (tempo ?? 0.5) + Self.weights.key * (key ?? 0.5)
            + Self.weights.similarity * (similarity ?? 0.5)
    }
}

/// How the energy goes from the first sample of a sequence to the last.
public enum EnergyCurve: String, CaseIterable, Hashable, Sendable, Codable {
    case rise, fall, arc, flat

    /// The wished energy at a place, 0…1, of a sequence; `nil` when any will do.
    public func energy(at place: Int, of count: Int) -> Double? {
        let part = count > 1 ? Double(place) / Double(count - 1) : 0.5
        return switch self {
        case .rise: part
        case .fall: 1 - part
        case .arc: 1 - (2 * part - 1).magnitude
        case .flat: nil
        }
    }
}

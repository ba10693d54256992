/// The named parts of a score. `score = Σ points`, each `weight × feature`.
public enum Component: String, CaseIterable, Hashable, Sendable, Codable, CodingKeyRepresentable {
    case similarity, tempo, key, mood, genre, energy, freshness, taste, fatigue
    /// Ready loops before one-shots when time is short.
    case readiness

    /// Its place in ``allCases``.
    var ordinal: Int {
        switch self {
        case .similarity: 0
        case .tempo: 1
        case .key: 2
        case .mood: 3
        case .genre: 4
        case .energy: 5
        case .freshness: 6
        case .taste: 7
        case .fatigue: 8
        case .readiness: 9
        }
    }
}

/// `fusion` uses every component; `rules` zeroes the learned ones. The scale is one and the same.
public enum RankingMode: String, CaseIterable, Hashable, Sendable, Codable {
    case fusion, rules
}

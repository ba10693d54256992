/// The named parts of a score. `score = Σ points`, each `weight × feature`.
public enum Component: String, CaseIterable, Hashable, Sendable, Codable, CodingKeyRepresentable {
    case similarity, tempo, key, mood, genre, energy, freshness, taste, fatigue
    /// Ready loops before one-shots when time is short.
    case readiness
}

/// `fusion` uses every component; `rules` zeroes the learned ones. The scale is one and the same.
public enum RankingMode: String, CaseIterable, Hashable, Sendable, Codable {
    case fusion, rules
}

extension Query {
    /// What chose a sample: the space in which it was compared, the rules alone, or on a cold start the user's accepts
    /// or the sample's age.
    public func source(of sample: SampleFacts, mode: RankingMode, cosine: Double?) -> SuggestionSource {
        if isColdStart {
            let trends =
                components.contains(.taste) && taste.balance(of: sample.id, at: now) >= TasteProfile.trendingFloor
            return trends ? .trending : .recency
        }
        guard components.contains(.similarity), cosine != nil else { return .rules }
        return switch sample.embedding {
        case .clap: .clap
        case .musicnn: .musicnn
        case .fingerprint: .fingerprint
        case nil: .rules
        }
    }
}

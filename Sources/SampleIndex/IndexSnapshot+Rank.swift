import Music
public import Ranking

extension IndexSnapshot {
    /// The best samples for a context: hard filters, relaxed in order when too few pass; the fused score over every
    /// eligible row; pins, near-duplicates, caps and spread; reasons and fit. The same request gives the same list.
    ///
    /// - Parameter scanned: told once, when every eligible row has its score and the list level begins, for timing.
    ///
    /// - Parameter isDue: asked now and then; once it says so, the list is made of what was scanned by then and says that
    ///   it is not complete.
    public func rank(
        _ request: RankingRequest, until isDue: () -> Bool = { false }, scanned: () -> Void = {}
    ) -> SuggestionList {
        list(ranking(for: request), until: isDue, scanned: scanned)
    }

    /// The lists of several requests, each as ``rank(_:until:scanned:)`` gives it, from one pass over the rows.
    ///
    /// - Parameters:
    ///   - scanned: told the number of a request when its rows have their scores and its list level begins.
    ///   - each: told the number of a request and its list, in the order of the requests.
    public func rank(
        _ requests: [RankingRequest], until isDue: () -> Bool = { false }, scanned: (Int) -> Void = { _ in },
        each: (Int, SuggestionList) -> Void
    ) {
        let rankings = requests.map(ranking(for:))
        let scans: [Scanned?] =
            rankings.count == 1 ? [nil] : scan(rankings, until: isDue).map { $0 as Scanned? }
        for (number, ranking) in rankings.enumerated() {
            each(number, list(ranking, from: scans[number], until: isDue) { scanned(number) })
        }
    }

    /// The request with its target, compiled against this library.
    func ranking(for request: RankingRequest) -> Ranking {
        let compares =
            request.mode == .fusion && !request.context.wishesNothing
            && request.context.preferences.weights[.similarity] != 0
        let targets = compares ? targets(of: request) : [:]
        let query = Query(compiling: request, for: table, targets: targets.mapValues(\.origin))
        let policy = ListPolicy(limit: request.limit, preferences: request.context.preferences)
        return Ranking(
            query: query, mode: request.mode, targets: targets, policy: policy, pins: request.taste.pins,
            previous: request.previous)
    }

    /// More like one sample: its vector is the target. Unfiltered, or within a session's filters and wishes.
    /// A sample without a vector is matched by its tempo, key and tags. `nil` for an unknown id.
    ///
    /// - Parameter fewest: how many have to pass the filters before they are relaxed; the limit unless it is less.
    public func similar(
        to id: SampleID, limit: Int, fewest: Int = .max, context: SessionContext?, taste: TasteProfile, now: UnixTime
    ) -> SuggestionList? {
        guard let row = table.row(of: id) else { return nil }
        let like = table.facts(ofRow: row)
        let found = unitVector(ofRow: row)
        var targets: [EmbeddingSpace: TargetVector] = [:]
        if let found { targets[found.space] = TargetVector(vector: found.vector, origin: Target(like: like)) }
        let wishes = context ?? Self.wishes(resembling: like, hasVector: found != nil)
        let request = RankingRequest(context: wishes, mode: .fusion, taste: taste, limit: limit, now: now)
        let query = Query(compiling: request, for: table, targets: targets.mapValues(\.origin), excluding: [row])
        let policy = ListPolicy(limit: limit, maxPerPack: context?.preferences.maxPerPack)
        var ranking = Ranking(query: query, mode: .fusion, targets: targets, policy: policy, pins: [], previous: [])
        ranking.fewest = min(fewest, limit)
        if context == nil { ranking.filters = .none }
        return list(ranking)
    }

    /// Likeness alone counts when no session is asked for: neither age nor taste.
    private static func wishes(resembling sample: SampleFacts, hasVector: Bool) -> SessionContext {
        var wishes = SessionContext()
        wishes.preferences.weights = [.freshness: 0, .taste: 0]
        if !hasVector {
            wishes.bpm = sample.tempo?.value
            wishes.key = sample.key?.value
            wishes.moods = sample.tags
            wishes.energy = sample.energy
        }
        return wishes
    }
}

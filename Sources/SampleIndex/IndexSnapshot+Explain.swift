import Music
public import Ranking

/// Where a sample stands for a session, and why it is there or not.
public struct Explanation: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        /// At its rank in the list.
        case listed
        /// A filter, a ban or the project itself keeps it out.
        case excluded([Exclusion])
        /// Its score would do, but the list has no room for it: why, and which listed sample took its place, if one did.
        case heldBack(text: String, by: SampleID?)
        /// Its score is below the list's last.
        case below(by: Double)
    }

    public var verdict: Verdict
    /// The sample as the list shows or would show it; its rank is its place by score alone among all that pass the
    /// filters, 1 the best, or 0 for one that does not pass.
    public var suggestion: Suggestion
    public var eligibleRows: Int
    /// The one wish that would bring it in, if it was looked for and there is one.
    public var counterfactual: Counterfactual?
}

extension IndexSnapshot {
    /// Says where a sample stands in the list of a request. `nil` for an unknown id. Takes the time of two rankings.
    public func explain(_ id: SampleID, in request: RankingRequest) -> Explanation? {
        guard let row = table.row(of: id) else { return nil }
        let list = rank(request)
        let ranking = ranking(for: request)
        let sample = table.facts(ofRow: row)
        let isPlaying = table.rows(playing: request.context.playing).contains(row)
        let exclusions = ranking.query.exclusions(
            of: sample, isPlaying: isPlaying, under: ranking.filters.loosened(by: list.relaxations))
        // A banned sample has the score that it would have.
        var unbanned = request
        unbanned.taste.liftBans()
        var shown = suggestion(
            ScoredRow(row: Int32(row), score: 0), of: sample, rank: 0, pinned: request.taste.pins.contains(id),
            exclusions.isEmpty ? ranking : self.ranking(for: unbanned))
        if exclusions.isEmpty, shown.relaxed.isEmpty { shown.rank = place(of: row, score: shown.score, ranking) }
        func explained(_ verdict: Explanation.Verdict) -> Explanation {
            Explanation(verdict: verdict, suggestion: shown, eligibleRows: list.eligibleRows)
        }
        if let listed = list.suggestions.first(where: { $0.sample.id == id }) {
            shown = listed
            return explained(.listed)
        }
        guard exclusions.isEmpty else { return explained(.excluded(exclusions)) }
        let isLastStage = shown.stage == list.relaxations.last?.place ?? 0
        // What needs less relaxing than others was offered before them.
        if !isLastStage, let reason = keptOut(row, sample, list, ranking) { return explained(reason) }
        let last = list.suggestions.filter { !$0.pinned && $0.stage == shown.stage }
            .min { ($0.score, $1.sample.id) < ($1.score, $0.sample.id) }
        if list.suggestions.count >= ranking.policy.limit, let last,
            (shown.score, last.sample.id) < (last.score, id)
        {
            return explained(.below(by: last.score - shown.score))
        }
        return explained(keptOut(row, sample, list, ranking) ?? held(shown, list, ranking))
    }

    /// Rows that pass the filters and score better, and one. Exact: rows within the error of a scan are looked at again.
    private func place(of row: Int, score: Double, _ ranking: Ranking) -> Int {
        let mine = ScoredRow(row: Int32(row), score: score)
        let slack = ranking.targets.isEmpty ? 0 : Self.productSlack * ranking.query.weights[.similarity]
        return 1
            + scan(ranking.query, passing: ranking.filters, targets: ranking.targets).rows.count { other in
                if abs(other.score - score) > slack { return other.score > score }
                return exact(Int(other.row), ranking).map { table.precedes($0, mine) } ?? false
            }
    }

    /// The listed twin, or the cap, that kept a row out whose score would have done.
    private func keptOut(
        _ row: Int, _ sample: SampleFacts, _ list: SuggestionList, _ ranking: Ranking
    ) -> Explanation.Verdict? {
        let likeness = Likeness(self)
        for listed in list.suggestions {
            guard let other = table.row(of: listed.sample.id), let cosine = likeness.cosine(row, other),
                ListPolicy.areTwins(cosine, sample.durationSeconds, listed.sample.durationSeconds)
            else { continue }
            return .heldBack(text: "it is nearly the same sound as \(listed.sample.name)", by: listed.sample.id)
        }
        guard let cap = ranking.policy.maxPerPack, !sample.pack.isEmpty else { return nil }
        func counts(_ items: [Suggestion]) -> [String: Int] {
            Dictionary(grouping: items, by: \.sample.pack).mapValues(\.count)
        }
        // A list that its packs would leave short is filled past the cap, which then keeps nothing out. Pins know no cap.
        let isKept = counts(list.suggestions.filter { !$0.pinned }).allSatisfy { $0.key.isEmpty || $0.value <= cap }
        guard isKept, let packed = counts(list.suggestions)[sample.pack], packed >= cap else { return nil }
        return .heldBack(text: "\(packed) of its pack, \(sample.pack), are listed; the most is \(cap)", by: nil)
    }

    /// What else of the list level has it stand back.
    private func held(_ shown: Suggestion, _ list: SuggestionList, _ ranking: Ranking) -> Explanation.Verdict {
        let text =
            if list.suggestions.count < ranking.policy.limit {
                "a sample of its pack or nearly the same sound stands before it"
            } else if list.suggestions.allSatisfy({ $0.pinned || $0.stage < shown.stage }) {
                shown.relaxed.isEmpty
                    ? "pinned samples take the places that its score would reach"
                    : "what comes nearer to the filters as asked takes the places"
            } else if ranking.policy.diversity > 0 {
                "others differ more from what is listed already, as “adventurous” asks"
            } else if list.suggestions.contains(where: \.pinned) {
                "pinned samples take the places that its score would reach"
            } else {
                "samples of other packs have their share first"
            }
        return .heldBack(text: text, by: nil)
    }
}

extension Suggestion {
    /// The last relaxation that it needs, 1 the first of all; 0 when it passes as asked.
    var stage: Int { relaxed.map(\.place).max() ?? 0 }
}

extension Relaxation {
    /// 1 the first.
    fileprivate var place: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}

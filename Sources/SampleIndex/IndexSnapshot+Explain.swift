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
        // What needs less relaxing was all offered a place before: no score kept it out.
        let last = list.suggestions.filter { !$0.pinned && Self.stage($0) == Self.stage(shown) }
            .min { ($0.score, $1.sample.id) < ($1.score, $0.sample.id) }
        guard list.suggestions.count >= ranking.policy.limit, Self.stage(shown) == list.relaxations.last?.place ?? 0,
            let last, (shown.score, last.sample.id) < (last.score, id)
        else { return explained(held(row, shown, list, ranking)) }
        return explained(.below(by: last.score - shown.score))
    }

    /// The last relaxation that a sample needs, 1 the first of all; 0 when it passes as asked.
    private static func stage(_ suggestion: Suggestion) -> Int { suggestion.relaxed.map(\.place).max() ?? 0 }

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

    /// Which rule of the list level kept a row out whose score would have done.
    private func held(_ row: Int, _ shown: Suggestion, _ list: SuggestionList, _ ranking: Ranking)
        -> Explanation.Verdict
    {
        let sample = shown.sample
        let likeness = Likeness(self)
        for listed in list.suggestions {
            guard let other = table.row(of: listed.sample.id), let cosine = likeness.cosine(row, other),
                ListPolicy.areTwins(cosine, sample.durationSeconds, listed.sample.durationSeconds)
            else { continue }
            return .heldBack(text: "it is nearly the same sound as \(listed.sample.name)", by: listed.sample.id)
        }
        if let cap = ranking.policy.maxPerPack, !sample.pack.isEmpty {
            let packed = Dictionary(grouping: list.suggestions, by: \.sample.pack).mapValues(\.count)
            // A list that its packs would leave short is filled past the cap, which then keeps nothing out.
            let isKept = packed.allSatisfy { $0.key.isEmpty || $0.value <= cap }
            if isKept, packed[sample.pack] ?? 0 >= cap {
                return .heldBack(text: "\(cap) of its pack, \(sample.pack), are listed; the most is \(cap)", by: nil)
            }
        }
        if list.suggestions.count < ranking.policy.limit {
            return .heldBack(text: "a sample of its pack or nearly the same sound stands before it", by: nil)
        }
        if !shown.relaxed.isEmpty {
            return .heldBack(text: "what comes nearer to the filters as asked takes the places", by: nil)
        }
        return ranking.policy.diversity > 0
            ? .heldBack(text: "others differ more from what is listed already, as “adventurous” asks", by: nil)
            : .heldBack(text: "pinned samples take the places that its score would reach", by: nil)
    }
}

extension Relaxation {
    /// 1 the first.
    fileprivate var place: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}

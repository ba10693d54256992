public import Ranking

extension IndexSnapshot {
    /// The one change of a wish that brings a sample highest into the list of a request, found by ranking the library
    /// under each; `nil` when none brings it in.
    ///
    /// - Parameter rows: the most rows to score for it, all changes together; a change that would pass it is not tried, so
    ///   the same library and request give the same answer. O(rows).
    public func counterfactual(for id: SampleID, in request: RankingRequest, rows budget: Int) -> Counterfactual? {
        guard let row = table.row(of: id) else { return nil }
        var left = budget
        var best: Counterfactual?
        for wish in request.context.changes(towards: table.facts(ofRow: row)) {
            var changed = request
            changed.context = wish.applied(to: request.context)
            changed.previous = []
            let filters = Filters(changed.context)
            let rows = segments.reduce(0) { sum, segment in
                sum + segment.ranges(passing: filters).reduce(0) { $0 + $1.count }
            }
            guard rows <= left else { continue }
            left -= rows
            if let place = listedPlace(of: row, ranking(for: changed)), place < best?.place ?? .max {
                best = Counterfactual(wish: wish, place: place)
                if place == 1 { break }
            }
        }
        return best
    }
}

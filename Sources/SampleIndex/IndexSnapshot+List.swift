import Ranking

/// One ranking ready to run.
struct Ranking {
    var query: Query
    var mode: RankingMode
    var targets: [EmbeddingSpace: TargetVector]
    var policy: ListPolicy
    var pins: [SampleID]
    var previous: [SampleID]
    /// The query's own, unless set.
    var filters: Filters

    init(
        query: Query, mode: RankingMode, targets: [EmbeddingSpace: TargetVector], policy: ListPolicy, pins: [SampleID],
        previous: [SampleID]
    ) {
        self.query = query
        self.mode = mode
        self.targets = query.targets.isEmpty ? [:] : targets
        self.policy = policy
        self.pins = pins
        self.previous = previous
        filters = query.filters
    }
}

/// The rows that pass, as asked or loosened.
private struct Passing {
    var scored: [ScoredRow] = []
    /// Rows that passed as asked.
    var eligible = 0
    var relaxations: [Relaxation] = []
    var passed = ScanCount()
}

/// The rows of one list.
private struct Composition {
    /// Best first, after the pins.
    var rows: [ScoredRow]
    var pinned: Int
    /// One for each row.
    var placements: [Placement]
    /// The row that would come next, if it came along.
    var runnerUp: ScoredRow?
}

extension IndexSnapshot {
    /// Rows taken from the scan at a time to compose the list from.
    static let fusedTop = 200
    /// This many rows for each place of a list mostly fill it, caps and near-duplicates considered.
    static let headFactor = 3
    /// More than twice the error of a single-precision product of unit vectors of up to 800 dimensions (n·2⁻²⁴): within it
    /// of the threshold, only the exact score decides.
    static let productSlack = 1e-4

    func list(
        _ ranking: Ranking, until isDue: () -> Bool = { false }, scanned: () -> Void = {}
    ) -> SuggestionList {
        let found = passing(ranking, until: isDue)
        let passed = found.passed
        scanned()
        let list = compose(ranking, from: found.scored)
        return SuggestionList(
            suggestions: list.rows.enumerated().map { place, row in
                var item = suggestion(row, rank: place + 1, pinned: place < list.pinned, ranking)
                item.placement = list.placements[place]
                return item
            },
            rows: count, eligibleRows: found.eligible, relaxations: found.relaxations, complete: !passed.isCut,
            scannedPart: passed.isCut ? Double(passed.looked) / Double(passed.all) : 1, weights: ranking.query.weights,
            gap: ranking.query.gap,
            runnerUp: passed.isCut
                ? nil : list.runnerUp.map { RunnerUp(sample: table.facts(ofRow: Int($0.row)), score: $0.score) })
    }

    /// The place of a row in the list that a ranking gives, 1 the first; `nil` when it is not in it.
    func listedPlace(of row: Int, _ ranking: Ranking) -> Int? {
        compose(ranking, from: passing(ranking).scored).rows.firstIndex { Int($0.row) == row }.map { $0 + 1 }
    }

    /// Scores what passes the filters, and while that is too little, what passes with one more of them loosened.
    private func passing(_ ranking: Ranking, until isDue: () -> Bool = { false }) -> Passing {
        var filters = ranking.filters
        var found = Passing()
        found.scored = scan(
            ranking.query, passing: filters, targets: ranking.targets, until: isDue, passed: &found.passed)
        found.eligible = found.scored.count
        for relaxation in Relaxation.allCases where found.scored.count < ranking.policy.limit && !found.passed.isCut {
            guard let loosened = filters.loosened(relaxation) else { continue }
            filters = loosened
            found.relaxations.append(relaxation)
            found.passed = ScanCount()
            found.scored = scan(
                ranking.query, passing: filters, targets: ranking.targets, until: isDue, passed: &found.passed)
        }
        return found
    }

    /// Composes the list: within the caps first, then, if those leave it short and are not strict, without. The builder has
    /// room for one row more, which is the runner-up; none is looked for that does not come along.
    private func compose(_ ranking: Ranking, from scored: [ScoredRow]) -> Composition {
        let limit = ranking.policy.limit
        let pins = ranking.pins.compactMap { id in table.row(of: id).flatMap { exact($0, ranking) } }
        let likeness = Likeness(self)
        var roomier = ranking.policy
        roomier.limit += 1
        var builder = ListBuilder(roomier, table: table, pins: Array(pins.prefix(limit))) { likeness.cosine($0, $1) }
        let capped = offer(scored, to: &builder, ranking)
        if !builder.isFull, !ranking.policy.capIsStrict {
            builder.liftCap()
            if builder.chosen.count < limit { _ = offer(capped, to: &builder, ranking) }
        }
        let composed = Array(builder.chosen.prefix(limit).dropFirst(builder.pinned))
        let previous = ranking.previous.compactMap { table.row(of: $0).map(Int32.init) }
        let tail = composed.settled(against: previous)
        return Composition(
            rows: builder.chosen.prefix(builder.pinned) + tail, pinned: builder.pinned,
            placements: Array(repeating: .pin, count: builder.pinned)
                + tail.placements(composed: composed, lifted: builder.lifted.map { $0 - builder.pinned }),
            runnerUp: builder.chosen.dropFirst(limit).first)
    }

    /// Offers rows in rounds of the best ``fusedTop`` until the list is full or none is left, and returns those that were
    /// not offered because their pack was full.
    private func offer(_ scored: [ScoredRow], to builder: inout ListBuilder, _ ranking: Ranking) -> [ScoredRow] {
        var left = scored
        var capped: [ScoredRow] = []
        var offered = 0
        let limit = ranking.policy.limit
        if ranking.policy.diversity == 0, builder.chosen.count < limit {
            // Without spread rows are chosen one by one, so the head of the first round may go ahead of its tail. It
            // mostly fills the list, and the tail needs no exact scores then.
            let count = min(limit * Self.headFactor, Self.fusedTop)
            let head = contenders(for: count, among: left, ranking).rows.prefix(count)
            builder.offer(Array(head))
            offered = head.count
        }
        while builder.chosen.count < limit, offered < left.count {
            let (best, last) = contenders(for: Self.fusedTop, among: left, ranking)
            builder.offer(Array(best.dropFirst(offered)))
            offered = 0
            guard builder.chosen.count < limit, let last else { break }
            let rest = left.filter { precedes(last, $0) }
            left = []
            for row in rest {
                if builder.isCapped(Int(row.row)) { capped.append(row) } else { left.append(row) }
            }
        }
        return capped
    }

    /// The rows that may be among the best `count` by their exact scores, with those, best first. The first `count` of
    /// them are the best of all.
    ///
    /// - Returns: also what the least of them may score without its exact score; `nil` when every row is among them.
    private func contenders(
        for count: Int, among scored: [ScoredRow], _ ranking: Ranking
    ) -> (rows: [ScoredRow], last: ScoredRow?) {
        var top = TopRows(count, by: table)
        for row in scored { top.add(row) }
        var last = top.worst
        // Without products the scores are exact already.
        if !ranking.targets.isEmpty { last?.score -= Self.productSlack * ranking.query.weights[.similarity] }
        var rows: [ScoredRow] = []
        for row in scored {
            if let last, precedes(last, row) { continue }
            if let row = exact(Int(row.row), ranking) { rows.append(row) }
        }
        return (rows.sorted(by: precedes), last)
    }

    /// The row's score from a double-precision cosine; `nil` when it is banned.
    func exact(_ row: Int, _ ranking: Ranking) -> ScoredRow? {
        ranking.query.points(ofRow: row, in: table, cosine: cosine(ofRow: row, ranking)).map {
            ScoredRow(row: Int32(row), score: $0.total)
        }
    }

    /// To the target of the row's space, −1…1; `nil` when there is nothing to compare.
    private func cosine(ofRow row: Int, _ ranking: Ranking) -> Double? {
        guard !ranking.targets.isEmpty, let (space, vector) = vector(ofRow: row), let target = ranking.targets[space]
        else { return nil }
        return min(max(vector.product(with: target.vector), -1), 1)
    }

    private func precedes(_ a: ScoredRow, _ b: ScoredRow) -> Bool { table.precedes(a, b) }

    func suggestion(_ row: ScoredRow, rank: Int, pinned: Bool, _ ranking: Ranking) -> Suggestion {
        let query = ranking.query
        let sample = table.facts(ofRow: Int(row.row))
        let cosine = cosine(ofRow: Int(row.row), ranking)
        let points = query.points(ofRow: Int(row.row), in: table, cosine: cosine) ?? .none
        return Suggestion(
            rank: rank, sample: sample, source: query.source(of: sample, mode: ranking.mode, cosine: cosine),
            score: points.total, reasons: query.reasons(for: sample, points: points, cosine: cosine),
            rationale: query.rationale(for: sample, points: points, cosine: cosine, pinned: pinned),
            fit: Fit(sample, in: query.context), pinned: pinned,
            relaxed: pinned ? [] : ranking.filters.relaxationsNeeded(by: sample))
    }
}

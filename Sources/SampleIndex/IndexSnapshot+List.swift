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
        var filters = ranking.filters
        var passed = ScanCount()
        var scored = scan(ranking.query, passing: filters, targets: ranking.targets, until: isDue, passed: &passed)
        let eligible = scored.count
        var relaxations: [Relaxation] = []
        for relaxation in Relaxation.allCases where scored.count < ranking.policy.limit && !passed.isCut {
            guard let loosened = filters.loosened(relaxation) else { continue }
            filters = loosened
            relaxations.append(relaxation)
            passed = ScanCount()
            scored = scan(ranking.query, passing: filters, targets: ranking.targets, until: isDue, passed: &passed)
        }
        scanned()
        let list = compose(ranking, from: scored)
        return SuggestionList(
            suggestions: list.rows.enumerated().map { place, row in
                suggestion(row, rank: place + 1, pinned: place < list.pinned, ranking)
            },
            rows: count, eligibleRows: eligible, relaxations: relaxations, complete: !passed.isCut,
            scannedPart: passed.isCut ? Double(passed.looked) / Double(passed.all) : 1, weights: ranking.query.weights)
    }

    /// Composes the list: within the caps first, then, if those leave it short and are not strict, without.
    private func compose(_ ranking: Ranking, from scored: [ScoredRow]) -> (rows: [ScoredRow], pinned: Int) {
        let pins = ranking.pins.compactMap { id in table.row(of: id).flatMap { exact($0, ranking) } }
        let likeness = Likeness(self)
        var builder = ListBuilder(ranking.policy, table: table, pins: pins) { likeness.cosine($0, $1) }
        let capped = offer(scored, to: &builder, ranking)
        if !builder.isFull, !ranking.policy.capIsStrict {
            builder.liftCap()
            _ = offer(capped, to: &builder, ranking)
        }
        let tail = Array(builder.chosen.dropFirst(builder.pinned))
        let previous = ranking.previous.compactMap { table.row(of: $0).map(Int32.init) }
        return (builder.chosen.prefix(builder.pinned) + tail.settled(against: previous), builder.pinned)
    }

    /// Offers rows in rounds of the best ``fusedTop`` until the list is full or none is left, and returns those that were
    /// not offered because their pack was full.
    private func offer(_ scored: [ScoredRow], to builder: inout ListBuilder, _ ranking: Ranking) -> [ScoredRow] {
        var left = scored
        var capped: [ScoredRow] = []
        var offered = 0
        if ranking.policy.diversity == 0, !builder.isFull {
            // Without spread rows are chosen one by one, so the head of the first round may go ahead of its tail. It
            // mostly fills the list, and the tail needs no exact scores then.
            let count = min(ranking.policy.limit * Self.headFactor, Self.fusedTop)
            let head = contenders(for: count, among: left, ranking).rows.prefix(count)
            builder.offer(Array(head))
            offered = head.count
        }
        while !builder.isFull, offered < left.count {
            let (best, last) = contenders(for: Self.fusedTop, among: left, ranking)
            builder.offer(Array(best.dropFirst(offered)))
            offered = 0
            guard !builder.isFull, let last else { break }
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

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
    /// Filters are relaxed while fewer rows pass; the limit, unless set.
    var fewest: Int

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
        fewest = policy.limit
    }
}

/// The rows that pass, as asked or loosened.
private struct Passing {
    var scan: Scanned
    /// The filters that they pass.
    var filters: Filters
    /// Rows that passed as asked.
    var eligible: Int
    var relaxations: [Relaxation] = []
    /// Rows that passed before each relaxation, few enough to be all there.
    var stricter: [[ScoredRow]] = []
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
    /// What was read of some of the rows on the way.
    var samples: [Int32: SampleFacts]
}

extension ListPolicy {
    /// Rows that the list is first made of. This many for each place mostly fill it, caps and near-duplicates considered;
    /// spread chooses among all that one round offers.
    var head: Int { diversity > 0 ? IndexSnapshot.fusedTop : min(limit * 3, IndexSnapshot.fusedTop) }
}

extension IndexSnapshot {
    /// Rows taken from the scan at a time to compose the list from.
    static let fusedTop = 200
    /// More than twice the error of a single-precision product of unit vectors of up to 800 dimensions (n·2⁻²⁴): within it
    /// of the threshold, only the exact score decides.
    static let productSlack = 1e-4

    /// - Parameter first: the scan with the filters as asked, if it was done before.
    func list(
        _ ranking: Ranking, from first: Scanned? = nil, until isDue: () -> Bool = { false },
        scanned tell: () -> Void = {}
    ) -> SuggestionList {
        let found = passing(ranking, from: first, until: isDue)
        let scan = found.scan
        tell()
        let list = compose(ranking, from: found)
        return SuggestionList(
            suggestions: list.rows.enumerated().map { place, row in
                let sample = list.samples[row.row] ?? table.facts(ofRow: Int(row.row))
                var item = suggestion(row, of: sample, rank: place + 1, pinned: place < list.pinned, ranking)
                item.placement = list.placements[place]
                return item
            },
            rows: count, eligibleRows: found.eligible, relaxations: found.relaxations, complete: !scan.isCut,
            scannedPart: scan.isCut ? Double(scan.looked) / Double(scan.all) : 1, weights: ranking.query.weights,
            gap: ranking.query.gap,
            runnerUp: scan.isCut
                ? nil : list.runnerUp.map { RunnerUp(sample: table.facts(ofRow: Int($0.row)), score: $0.score) })
    }

    /// The place of a row in the list that a ranking gives, 1 the first; `nil` when it is not in it.
    func listedPlace(of row: Int, _ ranking: Ranking) -> Int? {
        compose(ranking, from: passing(ranking)).rows.firstIndex { Int($0.row) == row }.map { $0 + 1 }
    }

    /// Scores what passes the filters, and while that is too little, what passes with one more of them loosened.
    private func passing(
        _ ranking: Ranking, from first: Scanned? = nil, until isDue: () -> Bool = { false }
    ) -> Passing {
        func scanned(_ filters: Filters) -> Scanned {
            scan(
                ranking.query, passing: filters, targets: ranking.targets, best: ranking.policy.head, until: isDue)
        }
        let asked = first ?? scanned(ranking.filters)
        var found = Passing(scan: asked, filters: ranking.filters, eligible: asked.allowed)
        for relaxation in Relaxation.allCases where found.scan.allowed < ranking.fewest && !found.scan.isCut {
            guard let loosened = found.filters.loosened(relaxation) else { continue }
            found.filters = loosened
            found.relaxations.append(relaxation)
            found.stricter.append(found.scan.rows)
            found.scan = scanned(loosened)
        }
        return found
    }

    /// Composes the list: what passes as asked before what passes relaxed; of each, within the caps first, then, if those leave
    /// it short and are not strict, without. The builder has room for one row more, which is the runner-up; none is looked for
    /// that does not come along.
    private func compose(_ ranking: Ranking, from found: Passing) -> Composition {
        let limit = ranking.policy.limit
        let pins = ranking.pins.compactMap { id in table.row(of: id).flatMap { exact($0, ranking) } }
        let likeness = Likeness(self)
        var roomier = ranking.policy
        roomier.limit += 1
        var builder = ListBuilder(roomier, table: table, pins: Array(pins.prefix(limit))) { likeness.cosines($0, $1) }
        var offered: [ScoredRow] = []
        for stage in found.stricter where builder.chosen.count < limit {
            let rows = contenders(for: stage.count, among: stage.without(offered), ranking)
            builder.offer(rows)
            if !ranking.policy.capIsStrict { builder.offerHeldBack() }
            offered += rows
        }
        // The best mostly fill the list. Spread chooses among them all; without it they come one after the other, and
        // each that is offered costs an exact product.
        let few = ranking.policy.diversity > 0 ? ranking.policy.head : min(limit * 2, ranking.policy.head)
        for count in few < ranking.policy.head ? [few, ranking.policy.head] : [few]
        where builder.chosen.count < limit && found.scan.allowed > offered.count {
            let best = contenders(for: count, among: found.scan.rows, ranking).without(offered)
            builder.offer(best)
            offered += best
        }
        func rest() -> [ScoredRow] {
            found.scan.allowed > offered.count ? rows(of: found, ranking).without(offered) : []
        }
        var capped: [ScoredRow]?
        // A library of one pack: the caps let none of the rest in, and only spread would choose among it later.
        if builder.chosen.count < limit, ranking.policy.diversity > 0 || !builder.capsEveryPack {
            capped = offer(rest(), to: &builder, ranking)
        }
        if !builder.isFull, !ranking.policy.capIsStrict {
            builder.liftCap()
            if builder.chosen.count < limit { _ = offer(capped ?? rest(), to: &builder, ranking) }
        }
        let runnerUp = builder.chosen.dropFirst(limit).first
        if !found.stricter.isEmpty { builder.rearrange(limit: limit, by: precedes) }
        let composed = Array(builder.chosen.prefix(limit).dropFirst(builder.pinned))
        // Only the order of those that are listed again matters, and their facts are wanted anyway.
        var samples: [Int32: SampleFacts] = [:]
        if !ranking.previous.isEmpty { for row in composed { samples[row.row] = table.facts(ofRow: Int(row.row)) } }
        let rowOf = Dictionary(samples.map { ($0.value.id, $0.key) }) { first, _ in first }
        let tail = composed.settled(against: ranking.previous.compactMap { rowOf[$0] })
        return Composition(
            rows: builder.chosen.prefix(builder.pinned) + tail, pinned: builder.pinned,
            placements: Array(repeating: .pin, count: builder.pinned)
                + tail.placements(composed: composed, lifted: builder.lifted.map { $0 - builder.pinned }),
            runnerUp: runnerUp, samples: samples)
    }

    /// Every row that passes, in row order: what the best of a scan left out is scanned again, unless its time is up.
    private func rows(of found: Passing, _ ranking: Ranking) -> [ScoredRow] {
        if found.scan.isWhole || found.scan.isCut { return found.scan.rows.sorted { $0.row < $1.row } }
        return scan(ranking.query, passing: found.filters, targets: ranking.targets).rows
    }

    /// Offers rows in rounds of the best ``fusedTop`` until the list is full or none is left, and returns those that were
    /// not offered because their pack was full.
    private func offer(_ scored: [ScoredRow], to builder: inout ListBuilder, _ ranking: Ranking) -> [ScoredRow] {
        var left = scored
        var capped: [ScoredRow] = []
        var weeded = 0
        while builder.chosen.count < ranking.policy.limit, !left.isEmpty {
            // Many copies of few sounds: what is nearly the same as a chosen one goes at once, not a round at a time.
            if builder.repeats > weeded + Self.fusedTop / 10 {
                left = withoutTwins(left, of: builder.chosen)
                weeded = builder.repeats
            }
            let best = contenders(for: Self.fusedTop, among: left, ranking)
            builder.offer(best)
            guard builder.chosen.count < ranking.policy.limit else { break }
            let rest = left.without(best)
            left = []
            for row in rest {
                if builder.isCapped(Int(row.row)) { capped.append(row) } else { left.append(row) }
            }
        }
        return capped
    }

    /// The best `count` by their exact scores, best first.
    private func contenders(for count: Int, among scored: [ScoredRow], _ ranking: Ranking) -> [ScoredRow] {
        var top = TopRows(count, by: table)
        for row in scored { top.add(row) }
        var last = top.worst
        // Without products the scores are exact already.
        if !ranking.targets.isEmpty { last?.score -= Self.productSlack * ranking.query.weights[.similarity] }
        var best = TopRows(count, by: table)
        for row in scored {
            if let last, precedes(last, row) { continue }
            if let row = exact(Int(row.row), ranking) { best.add(row) }
        }
        return best.rows.sorted(by: precedes)
    }

    /// The row's score from a double-precision cosine; `nil` when it is banned.
    func exact(_ row: Int, _ ranking: Ranking) -> ScoredRow? {
        ranking.query.points(ofRow: row, in: table, cosine: cosine(ofRow: row, ranking)).map {
            ScoredRow(row: Int32(row), score: $0.total)
        }
    }

    /// To the target of the row's space, −1…1; `nil` when there is nothing to compare.
    private func cosine(ofRow row: Int, _ ranking: Ranking) -> Double? {
        let segment = segment(of: row)
        for (space, target) in ranking.targets {
            guard let matrix = segment.matrices[space], let place = matrix.place(ofRow: row - segment.first) else {
                continue
            }
            return min(max(matrix.rows.product(place, with: target.aim.vector), -1), 1)
        }
        return nil
    }

    private func precedes(_ a: ScoredRow, _ b: ScoredRow) -> Bool { table.precedes(a, b) }

    func suggestion(
        _ row: ScoredRow, of sample: SampleFacts, rank: Int, pinned: Bool, _ ranking: Ranking
    ) -> Suggestion {
        let query = ranking.query
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

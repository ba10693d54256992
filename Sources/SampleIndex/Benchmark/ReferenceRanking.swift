import Music
package import Ranking

extension IndexSnapshot {
    /// The cosine of two samples' stored vectors in double precision, for checking; `nil` when they cannot be compared.
    package func storedCosine(_ a: SampleID, _ b: SampleID) -> Double? {
        guard let first = table.row(of: a).flatMap(vector(ofRow:)),
            let second = table.row(of: b).flatMap(vector(ofRow:)),
            first.space == second.space
        else { return nil }
        return first.vector.product(with: second.vector)
    }
}

/// The ranking without an index: every sample is filtered and scored by itself, in the order given, with cosines in
/// double precision of the vectors as the index stores them, and everything that passes is sorted. The points of a sample
/// and the rules by which a list is composed are `Ranking`'s; everything around them is done anew.
package struct ReferenceRanking: Sendable {
    private let samples: [SampleFacts]
    private let table: FeatureTable
    private let snapshot: IndexSnapshot
    private let dimension: Int

    /// What a ranking comes to.
    package struct Answer: Sendable {
        /// In the order of the list.
        package var best: [(id: SampleID, score: Double)]
        package var relaxations: [Relaxation]
        /// Rows that pass as asked.
        package var eligibleRows: Int

        /// The first thing in which a list is another; `nil` when it is the same.
        package func differs(from list: SuggestionList) -> String? {
            if list.eligibleRows != eligibleRows { return "\(list.eligibleRows) rows pass, not \(eligibleRows)" }
            if list.relaxations != relaxations { return "relaxed \(list.relaxations), not \(relaxations)" }
            if list.suggestions.count != best.count { return "\(list.suggestions.count) listed, not \(best.count)" }
            for (item, wanted) in zip(list.suggestions, best) {
                if item.sample.id != wanted.id {
                    return "\(item.sample.id.rawValue) at \(item.rank), not \(wanted.id.rawValue)"
                }
                if (item.score - wanted.score).magnitude > 1e-6 { return "\(item.score), not \(wanted.score)" }
            }
            return nil
        }
    }

    /// All that pass the filters as asked, then what passes with each relaxation; each best first, equal scores by id.
    private struct Passing {
        var stages: [[ScoredRow]] = []
        var relaxations: [Relaxation] = []
        var eligible: Int
        var query: Query
        var target: [Double]?
    }

    /// - Parameter snapshot: an index of vectors of one space, or of none.
    package init(_ snapshot: IndexSnapshot) {
        self.snapshot = snapshot
        samples = Array(snapshot.samples)
        table = FeatureTable(samples)
        dimension = snapshot.segments[0].matrices.values.first?.dimension ?? 0
    }

    /// The vector of a sample as stored.
    private func vector(_ sample: SampleFacts) -> [Double]? {
        snapshot.table.row(of: sample.id).flatMap { snapshot.vector(ofRow: $0)?.vector.map { Double($0) } }
    }

    /// The list: what passes the filters, relaxed in order while fewer pass than are wanted; pins first, no
    /// near-duplicates, within the caps, spread as wished, and neighbours nearly equal in the order they are looked at.
    package func answer(_ request: RankingRequest) -> Answer {
        let passing = scored(request, fewest: request.limit)
        let policy = ListPolicy(limit: request.limit, preferences: request.context.preferences)
        let pins = request.taste.pins.compactMap { id in
            table.row(of: id).flatMap { score($0, passing.query, passing.target) }
        }
        // Room for the runner-up, as lists are made.
        var roomier = policy
        roomier.limit += 1
        var builder = ListBuilder(roomier, table: table, pins: Array(pins.prefix(policy.limit))) { row, others in
            others.map { cosine(Int(row), Int($0)) ?? .nan }
        }
        for (number, stage) in passing.stages.enumerated() {
            // Spread chooses among so many at a time.
            let round = policy.diversity > 0 ? IndexSnapshot.fusedTop : max(stage.count, 1)
            for start in stride(from: 0, to: stage.count, by: round) where builder.chosen.count < policy.limit {
                builder.offer(Array(stage[start..<min(start + round, stage.count)]))
            }
            if number < passing.stages.count - 1, builder.chosen.count < policy.limit, !policy.capIsStrict {
                builder.offerHeldBack()
            }
        }
        if !builder.isFull, !policy.capIsStrict { builder.liftCap() }
        if passing.stages.count > 1 { builder.rearrange(limit: policy.limit, by: precedes) }
        let composed = Array(builder.chosen.prefix(policy.limit).dropFirst(builder.pinned))
        let previous = request.previous.compactMap { table.row(of: $0).map(Int32.init) }
        let list = builder.chosen.prefix(builder.pinned) + composed.settled(against: previous)
        return Answer(
            best: list.map { (samples[Int($0.row)].id, $0.score) }, relaxations: passing.relaxations,
            eligibleRows: passing.eligible)
    }

    /// The list of ``answer(_:)``.
    package func best(_ request: RankingRequest) -> [(id: SampleID, score: Double)] { answer(request).best }

    /// All that pass the filters as asked, near-duplicates too, best first, equal scores by id.
    package func passing(_ request: RankingRequest) -> [(id: SampleID, score: Double)] {
        scored(request, fewest: 0).stages[0].map { (samples[Int($0.row)].id, $0.score) }
    }

    /// What passes the filters, relaxed in order while fewer than `fewest` pass.
    private func scored(_ request: RankingRequest, fewest: Int) -> Passing {
        let target = request.mode == .fusion && !request.context.wishesNothing ? target(of: request) : nil
        let space = snapshot.segments[0].matrices.keys.first
        var targets: [EmbeddingSpace: Target] = [:]
        if target != nil, let space { targets[space] = Target() }
        let query = Query(compiling: request, for: table, targets: targets)
        let playing = Set(table.rows(playing: request.context.playing))
        let allowed = samples.indices.filter { !request.taste.bans(samples[$0]) && !playing.contains($0) }
        var filters = query.filters
        var passed: Set<Int> = []
        var passing = Passing(eligible: 0, query: query, target: target)
        func pass() {
            let rows = allowed.filter { !passed.contains($0) && filters.admits(samples[$0]) }
            passed.formUnion(rows)
            passing.stages.append(rows.compactMap { score($0, query, target) }.sorted(by: precedes))
        }
        pass()
        passing.eligible = passed.count
        for relaxation in Relaxation.allCases where passed.count < fewest {
            guard let loosened = filters.loosened(relaxation) else { continue }
            filters = loosened
            passing.relaxations.append(relaxation)
            pass()
        }
        return passing
    }

    private func precedes(_ a: ScoredRow, _ b: ScoredRow) -> Bool {
        a.score == b.score ? samples[Int(a.row)].id < samples[Int(b.row)].id : a.score > b.score
    }

    private func score(_ row: Int, _ query: Query, _ target: [Double]?) -> ScoredRow? {
        let own = target == nil ? nil : vector(samples[row])
        let cosine = target.flatMap { target in own.map { min(max(Self.product($0, target), -1), 1) } }
        return query.points(ofRow: row, in: table, cosine: cosine).map {
            ScoredRow(row: Int32(row), score: $0.total)
        }
    }

    private func cosine(_ a: Int, _ b: Int) -> Double? {
        guard let one = vector(samples[a]), let other = vector(samples[b]) else { return nil }
        return Self.product(one, other)
    }

    private func target(of request: RankingRequest) -> [Double]? {
        var sum = [Double](repeating: 0, count: dimension)
        func add(_ vector: [Double]?, _ weight: Double) {
            for (column, value) in (vector ?? []).enumerated() { sum[column] += weight * value }
        }
        for accept in request.taste.accepted.suffix(IndexSnapshot.steeringAccepts) {
            guard let row = table.row(of: accept.id) else { continue }
            let age = request.now.since(accept.at)
            add(vector(samples[row]), Decay.halving(age: age, halfLife: IndexSnapshot.steeringHalfLife))
        }
        for row in table.rows(playing: request.context.playing) { add(vector(samples[row]), 1) }
        for id in request.taste.pins.suffix(IndexSnapshot.steeringAccepts) {
            if let row = table.row(of: id) { add(vector(samples[row]), 1) }
        }
        for mood in request.context.moods {
            var prototype = [Double](repeating: 0, count: sum.count)
            for sample in samples where sample.tags.contains(mood) {
                for (column, value) in (vector(sample) ?? []).enumerated() { prototype[column] += value }
            }
            add(Self.unit(prototype), 1)
        }
        let unit = Self.unit(sum)
        return unit.contains { $0 != 0 } ? unit : nil
    }

    private static func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for column in a.indices { sum += a[column] * b[column] }
        return sum
    }

    private static func unit(_ vector: [Double]) -> [Double] {
        let length = product(vector, vector).squareRoot()
        return length > 1e-9 ? vector.map { $0 / length } : vector.map { _ in 0 }
    }
}

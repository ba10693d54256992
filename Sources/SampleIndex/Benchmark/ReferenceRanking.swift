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
/// double precision of the vectors as the index stores them. The points are the kernel's; everything around them is done
/// anew.
package struct ReferenceRanking: Sendable {
    private let samples: [SampleFacts]
    private let table: FeatureTable
    private let snapshot: IndexSnapshot
    private let dimension: Int

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

    /// The `limit` best that pass the filters, relaxed in order while fewer pass, best first, equal scores by id, and
    /// without near-duplicates of better ones.
    package func best(_ request: RankingRequest) -> [(id: SampleID, score: Double)] {
        var chosen: [(row: Int, score: Double)] = []
        for candidate in scored(request, fewest: request.limit) where chosen.count < request.limit {
            if !chosen.contains(where: { areTwins($0.row, candidate.row) }) { chosen.append(candidate) }
        }
        return chosen.map { (samples[$0.row].id, $0.score) }
    }

    /// All that pass the filters as asked, near-duplicates too, best first, equal scores by id.
    package func passing(_ request: RankingRequest) -> [(id: SampleID, score: Double)] {
        scored(request, fewest: 0).map { (samples[$0.row].id, $0.score) }
    }

    /// What passes the filters, relaxed in order while fewer than `fewest` pass; best first, equal scores by id.
    private func scored(_ request: RankingRequest, fewest: Int) -> [(row: Int, score: Double)] {
        let target = request.mode == .fusion && !request.context.wishesNothing ? target(of: request) : nil
        let space = snapshot.segments[0].matrices.keys.first
        var targets: [EmbeddingSpace: Target] = [:]
        if target != nil, let space { targets[space] = Target() }
        let query = Query(compiling: request, for: table, targets: targets)
        let playing = Set(table.rows(playing: request.context.playing))
        let allowed = samples.indices.filter { !request.taste.bans(samples[$0]) && !playing.contains($0) }
        var filters = query.filters
        var passing = allowed.filter { filters.admits(samples[$0]) }
        for relaxation in Relaxation.allCases where passing.count < fewest {
            guard let loosened = filters.loosened(relaxation) else { continue }
            filters = loosened
            passing = allowed.filter { filters.admits(samples[$0]) }
        }
        var best: [(row: Int, score: Double)] = []
        for row in passing {
            let own = target == nil ? nil : vector(samples[row])
            let cosine = target.flatMap { target in own.map { min(max(Self.product($0, target), -1), 1) } }
            if let points = query.points(ofRow: row, in: table, cosine: cosine) { best.append((row, points.total)) }
        }
        return best.sorted { $0.score == $1.score ? samples[$0.row].id < samples[$1.row].id : $0.score > $1.score }
    }

    private func areTwins(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (samples[a].durationSeconds, samples[b].durationSeconds)
        guard ListPolicy.areTwins(1, first, second), let one = vector(samples[a]), let other = vector(samples[b]) else {
            return false
        }
        return ListPolicy.areTwins(Self.product(one, other), first, second)
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

    private static func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    private static func unit(_ vector: [Double]) -> [Double] {
        let length = product(vector, vector).squareRoot()
        return length > 1e-9 ? vector.map { $0 / length } : vector.map { _ in 0 }
    }
}

package import Library
package import Ranking

/// The ranking without an index: every sound is filtered and scored by itself, in the order given, with cosines in
/// double precision from the stored vectors. The points are the kernel's; everything around them is done anew.
package struct ReferenceRanking: Sendable {
    private let sounds: [Sound]
    private let table: FeatureTable
    private let vectors: [[Double]]

    /// - Parameter sounds: with vectors of one space and one length, or none.
    package init(_ sounds: [Sound]) {
        self.sounds = sounds
        table = FeatureTable(sounds.map(\.facts))
        let present = sounds.filter { !$0.vector.isEmpty }
        var mean = [Double](repeating: 0, count: present.first?.vector.count ?? 0)
        for sound in present {
            for column in mean.indices { mean[column] += Double(sound.vector[column]) / Double(present.count) }
        }
        vectors = sounds.map { sound in
            sound.vector.isEmpty ? [] : Self.unit(zip(sound.vector, mean).map { Double($0) - $1 })
        }
    }

    /// The `limit` best that pass the filters as asked, best first, equal scores by id.
    package func best(_ request: RankingRequest) -> [(id: SampleID, score: Double)] {
        let target = request.mode == .fusion && !request.context.wishesNothing ? target(of: request) : nil
        let space = sounds.first { !$0.vector.isEmpty }?.facts.embedding
        var targets: [EmbeddingSpace: Target] = [:]
        if target != nil, let space { targets[space] = Target() }
        let query = Query(compiling: request, for: table, targets: targets)
        let playing = Set(table.rows(playing: request.context.playing))
        var best: [(id: SampleID, score: Double)] = []
        for (row, sound) in sounds.enumerated() {
            guard query.filters.admits(sound.facts), !request.taste.bans(sound.facts), !playing.contains(row) else {
                continue
            }
            let cosine = target.flatMap { vectors[row].isEmpty ? nil : Self.product(vectors[row], $0) }
            guard let points = query.points(ofRow: row, in: table, cosine: cosine) else { continue }
            best.append((sound.facts.id, points.total))
        }
        best.sort { $0.score == $1.score ? $0.id < $1.id : $0.score > $1.score }
        return Array(best.prefix(request.limit))
    }

    private func target(of request: RankingRequest) -> [Double]? {
        var sum = [Double](repeating: 0, count: vectors.first { !$0.isEmpty }?.count ?? 0)
        func add(_ vector: [Double], _ weight: Double) {
            for (column, value) in vector.enumerated() { sum[column] += weight * value }
        }
        for accept in request.taste.accepted.suffix(IndexSnapshot.steeringAccepts) {
            guard let row = table.row(of: accept.id) else { continue }
            let age = request.now.since(accept.at)
            add(vectors[row], Decay.halving(age: age, halfLife: IndexSnapshot.steeringHalfLife))
        }
        for row in table.rows(playing: request.context.playing) { add(vectors[row], 1) }
        for mood in request.context.moods {
            var prototype = [Double](repeating: 0, count: sum.count)
            for row in table.rows(tagged: mood) {
                for (column, value) in vectors[row].enumerated() { prototype[column] += value }
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

import Music
import Ranking
import Synchronization

/// A unit vector that samples are compared with, and what it was made of.
final class TargetVector: Sendable {
    let vector: [Float]
    let aim: VectorAim
    let origin: Target

    init(vector: [Float], origin: Target) {
        self.vector = vector
        self.origin = origin
        aim = VectorAim(vector)
    }
}

extension IndexSnapshot {
    /// How many of the last accepted samples steer, and how many of the last pinned ones.
    static let steeringAccepts = 16
    /// In this many seconds an accept steers half as much: one day.
    static let steeringHalfLife = 86_400.0

    /// One target per space: the normalised mean of the last accepts (fading), of what is playing, of the last pins, and of
    /// the prototypes of the wished moods. A space in which nothing of that has a vector has no target.
    func targets(of request: RankingRequest) -> [EmbeddingSpace: TargetVector] {
        let playing = table.rows(playing: request.context.playing)
        let accepted = request.taste.accepted.suffix(Self.steeringAccepts).reversed().compactMap { accept in
            table.row(of: accept.id).map { (row: $0, at: accept.at) }
        }
        let pinned = request.taste.pins.suffix(Self.steeringAccepts).compactMap(table.row(of:))
        var targets: [EmbeddingSpace: TargetVector] = [:]
        for (space, dimension) in spaces {
            var mean = MeanVector(space, dimension: dimension, of: self)
            var origin = Target()
            for accept in accepted {
                let age = request.now.since(accept.at)
                if mean.add(row: accept.row, weight: Decay.halving(age: age, halfLife: Self.steeringHalfLife)) {
                    origin.accepted.append(table.role(ofRow: accept.row))
                }
            }
            for row in playing where mean.add(row: row, weight: 1) { origin.playing += 1 }
            for row in pinned where mean.add(row: row, weight: 1) { origin.pinned += 1 }
            for mood in request.context.moods {
                guard let prototype = prototype(of: mood, in: space) else { continue }
                mean.add(prototype, weight: 1)
                origin.moods.append(mood)
            }
            targets[space] = mean.unit.map { TargetVector(vector: $0, origin: origin) }
        }
        return targets
    }

    /// The centroid of the samples that carry the mood, of unit length; `nil` when none has a vector. O(tagged rows) the
    /// first time, then O(rows changed since the index file).
    func prototype(of mood: Tag, in space: EmbeddingSpace) -> [Float]? {
        guard let dimension = spaces[space] else { return nil }
        var mean = MeanVector(space, dimension: dimension, of: self)
        for segment in segments {
            if let sum = segment.moodSum(mood, in: space, table) { mean.add(sum, weight: 1) }
        }
        if !changes.hidden.isEmpty {
            for row in table.rows(tagged: mood, among: changes.hidden) { mean.add(row: row, weight: -1) }
        }
        return mean.unit
    }
}

extension Segment {
    /// The sum of the vectors of the segment's rows that carry the mood, hidden ones included; `nil` when there are none.
    fileprivate func moodSum(_ mood: Tag, in space: EmbeddingSpace, _ table: FeatureTable) -> [Float]? {
        guard let matrix = matrices[space] else { return nil }
        let key = MoodKey(space: space, mood: mood)
        if let known = moodSums.withLock({ $0[key] }) { return known }
        let vectors = table.rows(tagged: mood, in: range).compactMap { matrix.place(ofRow: $0 - first) }
        // A mood no sample carries can be any text a client sends: remembering those would let the cache grow for ever.
        guard !vectors.isEmpty else { return nil }
        var sum = [Double](repeating: 0, count: matrix.dimension)
        for place in vectors {
            let vector = matrix.rows.row(place)
            for column in sum.indices { sum[column] += Double(vector[column]) }
        }
        let rounded = sum.map { Float($0) }
        moodSums.withLock { $0[key] = rounded }
        return rounded
    }
}

/// A weighted mean of vectors of one space, summed in double precision.
struct MeanVector {
    private let space: EmbeddingSpace
    private let snapshot: IndexSnapshot
    private var sum: [Double]

    init(_ space: EmbeddingSpace, dimension: Int, of snapshot: IndexSnapshot) {
        self.space = space
        self.snapshot = snapshot
        sum = Array(repeating: 0, count: dimension)
    }

    /// Adds a row's vector; false when it has none in this space.
    @discardableResult
    mutating func add(row: Int, weight: Double) -> Bool {
        guard let found = snapshot.vector(ofRow: row), found.space == space else { return false }
        add(found.vector, weight: weight)
        return true
    }

    mutating func add(_ vector: [Float], weight: Double) {
        precondition(vector.count == sum.count)
        for column in sum.indices { sum[column] += weight * Double(vector[column]) }
    }

    /// The mean's direction; `nil` when nothing was added or it cancels out.
    var unit: [Float]? {
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-9 else { return nil }
        return sum.map { Float($0 / length) }
    }
}

import Music
import Ranking
import Synchronization

/// Names one cached mood prototype.
struct PrototypeKey: Hashable, Sendable {
    var space: EmbeddingSpace
    var mood: Tag
}

/// A unit vector that samples are compared with, and what it was made of.
struct TargetVector: Sendable {
    var vector: [Float]
    var origin: Target
}

extension IndexSnapshot {
    /// How many of the last accepted samples steer.
    static let steeringAccepts = 16
    /// In this many seconds an accept steers half as much: one day.
    static let steeringHalfLife = 86_400.0

    /// One target per space: the normalised mean of the last accepts (fading), of what is playing, and of the
    /// prototypes of the wished moods. A space in which nothing of that has a vector has no target.
    func targets(of request: RankingRequest) -> [EmbeddingSpace: TargetVector] {
        let playing = table.rows(playing: request.context.playing)
        let accepted = request.taste.accepted.suffix(Self.steeringAccepts).reversed().compactMap { accept in
            table.row(of: accept.id).map { (row: $0, at: accept.at) }
        }
        return matrices.compactMapValues { matrix in
            var mean = MeanVector(matrix)
            var origin = Target()
            for accept in accepted {
                let age = request.now.since(accept.at)
                if mean.add(row: accept.row, weight: Decay.halving(age: age, halfLife: Self.steeringHalfLife)) {
                    origin.accepted.append(table.samples[accept.row])
                }
            }
            for row in playing where mean.add(row: row, weight: 1) { origin.playing += 1 }
            for mood in request.context.moods {
                guard let prototype = prototype(of: mood, in: matrix) else { continue }
                mean.add(prototype, weight: 1)
                origin.moods.append(mood)
            }
            return mean.unit.map { TargetVector(vector: $0, origin: origin) }
        }
    }

    /// The centroid of the samples that carry the mood, of unit length; `nil` when none has a vector. O(tagged rows) the
    /// first time, then O(1).
    func prototype(of mood: Tag, in matrix: EmbeddingMatrix) -> [Float]? {
        let key = PrototypeKey(space: matrix.space, mood: mood)
        if let cached = prototypes.withLock({ $0[key] }) { return cached.isEmpty ? nil : cached }
        var mean = MeanVector(matrix)
        for row in table.rows(tagged: mood) { mean.add(row: row, weight: 1) }
        // A mood no sample carries can be any text a client sends: remembering those would let the cache grow for ever.
        guard let unit = mean.unit else { return nil }
        prototypes.withLock { $0[key] = unit }
        return unit
    }

    /// The vector of one row as a target.
    func vector(ofRow row: Int) -> (space: EmbeddingSpace, vector: [Float])? {
        guard let space = table.samples[row].embedding, let matrix = matrices[space] else { return nil }
        var mean = MeanVector(matrix)
        mean.add(row: row, weight: 1)
        return mean.unit.map { (space, $0) }
    }
}

/// A weighted mean of vectors of one matrix, summed in double precision.
struct MeanVector {
    private let matrix: EmbeddingMatrix
    private var sum: [Double]

    init(_ matrix: EmbeddingMatrix) {
        self.matrix = matrix
        sum = Array(repeating: 0, count: matrix.dimension)
    }

    /// Adds a row's vector; false when it has none.
    @discardableResult
    mutating func add(row: Int, weight: Double) -> Bool {
        guard let place = matrix.place(ofRow: row) else { return false }
        add(matrix.vector(at: place), weight: weight)
        return true
    }

    mutating func add(_ vector: some Collection<Float>, weight: Double) {
        for (column, value) in vector.enumerated() { sum[column] += weight * Double(value) }
    }

    /// The mean's direction; `nil` when nothing was added or it cancels out.
    var unit: [Float]? {
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-9 else { return nil }
        return sum.map { Float($0 / length) }
    }
}

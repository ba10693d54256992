import Library
import Ranking

/// The vectors of one space, in row order without gaps: row-major Float32, centred by the library mean and of unit
/// length, so that a product with a unit target is the cosine.
struct EmbeddingMatrix: Sendable {
    let space: EmbeddingSpace
    let dimension: Int
    let values: [Float]
    /// The place in the matrix of the first row at or after each row of the table; one more entry than rows. A row has a
    /// vector where the next entry is greater, and a range of rows is a range of the matrix.
    let places: [Int32]
    /// What was subtracted from every vector.
    let mean: [Float]

    /// Takes the vectors of `space` that are finite and not zero, of the length most of them have. `nil` when none is.
    init?(_ sounds: [Sound], order: [Int32], space: EmbeddingSpace) {
        var lengths: [Int: Int] = [:]
        for sound in sounds where sound.facts.embedding == space && !sound.vector.isEmpty {
            lengths[sound.vector.count, default: 0] += 1
        }
        // Of equally common lengths the longer one, so that the choice does not depend on hashing.
        guard let dimension = lengths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
        var values: [Float] = []
        values.reserveCapacity((lengths[dimension] ?? 0) * dimension)
        var places: [Int32] = []
        places.reserveCapacity(order.count + 1)
        var sums = [Double](repeating: 0, count: dimension)
        for index in order {
            places.append(Int32(values.count / dimension))
            let sound = sounds[Int(index)]
            guard sound.facts.embedding == space, sound.vector.count == dimension else { continue }
            Self.append(sound.vector, to: &values, sums: &sums)
        }
        let rows = values.count / dimension
        guard rows > 0 else { return nil }
        places.append(Int32(rows))
        let mean = sums.map { Float($0 / Double(rows)) }
        for row in 0..<rows { Self.centre(&values, row: row, by: mean) }
        self.space = space
        self.dimension = dimension
        self.values = values
        self.places = places
        self.mean = mean
    }

    /// Appends a vector unless it is not finite or has no length, in which case it is as if there were none.
    private static func append(_ vector: [Float16], to values: inout [Float], sums: inout [Double]) {
        let start = values.count
        var squares: Float = 0
        for value in vector {
            let wide = HalfPrecision.widened(value)
            squares += wide * wide
            values.append(wide)
        }
        guard squares.isFinite, squares > 0 else {
            values.removeLast(vector.count)
            return
        }
        for column in 0..<vector.count { sums[column] += Double(values[start + column]) }
    }

    /// A vector equal to the mean has no direction left; it stays zero and is like nothing.
    private static func centre(_ values: inout [Float], row: Int, by mean: [Float]) {
        let start = row * mean.count
        var squares = 0.0
        for column in 0..<mean.count {
            let value = values[start + column] - mean[column]
            values[start + column] = value
            squares += Double(value * value)
        }
        let scale = squares > 1e-12 ? Float(1 / squares.squareRoot()) : 0
        for column in 0..<mean.count { values[start + column] *= scale }
    }

    /// Where the vector of a row stands, or `nil` when it has none.
    func place(ofRow row: Int) -> Int? {
        let place = Int(places[row])
        return places[row + 1] > places[row] ? place : nil
    }

    /// The vector at a place, `dimension` floats.
    func vector(at place: Int) -> ArraySlice<Float> { values[place * dimension..<(place + 1) * dimension] }

    /// The product of the vector at a place with `target`, in double precision.
    func product(at place: Int, with target: [Float]) -> Double {
        let span = values.span.extracting(place * dimension..<(place + 1) * dimension)
        let other = target.span.extracting(first: dimension)
        func pair(_ column: Int) -> Double {
            // Both spans were checked to hold `dimension` values, once instead of for each.
            unsafe Double(span[unchecked: column]) * Double(other[unchecked: column])
        }
        // Four sums let the additions overlap; the order is fixed, so the result is the same on every run.
        var sums = SIMD4<Double>.zero
        var column = 0
        while column + 4 <= dimension {
            sums += SIMD4(pair(column), pair(column + 1), pair(column + 2), pair(column + 3))
            column += 4
        }
        while column < dimension {
            sums.x += pair(column)
            column += 1
        }
        return (sums.x + sums.y) + (sums.z + sums.w)
    }
}

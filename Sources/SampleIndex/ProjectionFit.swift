/// Takes the vectors of one space, one by one, and finds what they should go through.
///
/// The mean of short vectors is that of all of them. Long ones are judged by every n-th, at most ``sampled`` and the same
/// ones each time, whose components need 4 bytes × sample × dimension while they are found.
struct ProjectionFit {
    /// Vectors that the components are found from.
    static let sampled = 8_192
    /// Components whose variance is below this part of the first one's say nothing.
    private static let least: Float = 1e-6

    private let dimension: Int
    private let stride: Int
    private var sums: [Double]
    private var seen = 0
    /// Row-major; of long vectors only.
    private var rows: [Float] = []

    /// - Parameters:
    ///   - dimension: of every vector.
    ///   - count: vectors that will come.
    init(dimension: Int, count: Int) {
        self.dimension = dimension
        let reduces = dimension > EmbeddingProjection.largest
        stride = reduces ? max(1, (count + Self.sampled - 1) / Self.sampled) : 1
        sums = Array(repeating: 0, count: dimension)
    }

    mutating func add(_ vector: [Float16]) {
        defer { seen += 1 }
        guard seen % stride == 0 else { return }
        let values = vector.widened()
        for column in sums.indices { sums[column] += Double(values[column]) }
        if dimension > EmbeddingProjection.largest { rows += values }
    }

    /// O(dimension), and O(sample × dimension² + dimension³) for long vectors.
    func finish() -> EmbeddingProjection {
        let count = (seen + stride - 1) / stride
        let mean = sums.map { Float($0 / Double(max(count, 1))) }
        guard dimension > EmbeddingProjection.largest else { return EmbeddingProjection(fittedOn: seen, mean: mean) }
        let (standardised, scales) = standardised(mean: mean, count: count)
        let (variances, components) = BLAS.principalComponents(standardised, rows: count, dimension: dimension)
        // Without a solution every vector keeps its length.
        guard let first = variances.first else { return EmbeddingProjection(fittedOn: seen, mean: mean) }
        let limit = min(EmbeddingProjection.largest, max(1, count - 1))
        let kept = max(1, variances.prefix(limit).prefix { $0 > Self.least * first }.count)
        var basis: [Float] = []
        basis.reserveCapacity(kept * dimension)
        for component in 0..<kept {
            let row = components[component * dimension..<(component + 1) * dimension]
            // An eigenvector's sign is anybody's choice: its greatest value is positive.
            let greatest = row.max { $0.magnitude < $1.magnitude } ?? 1
            for (value, scale) in zip(row, scales) { basis.append((greatest < 0 ? -value : value) * scale) }
        }
        return EmbeddingProjection(fittedOn: seen, mean: mean, basis: basis)
    }

    /// The sample without its mean and at the same deviation in every column, and one over those deviations; a column
    /// that never changes counts nothing.
    private func standardised(mean: [Float], count: Int) -> (rows: [Float], scales: [Float]) {
        var rows = rows
        var squares = [Double](repeating: 0, count: dimension)
        for row in 0..<count {
            for column in 0..<dimension {
                let value = rows[row * dimension + column] - mean[column]
                rows[row * dimension + column] = value
                squares[column] += Double(value * value)
            }
        }
        let scales = squares.map { square in
            let deviation = (square / Double(max(count - 1, 1))).squareRoot()
            return deviation > 1e-6 ? Float(1 / deviation) : 0
        }
        for row in 0..<count {
            for column in 0..<dimension { rows[row * dimension + column] *= scales[column] }
        }
        return (rows, scales)
    }
}

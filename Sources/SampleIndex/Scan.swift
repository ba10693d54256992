import Ranking

extension IndexSnapshot {
    /// Rows per block of a scan: the cosines of a block stay in the first-level cache until they are scored.
    private static let block = 2_048

    /// Scores every row that passes `filters` and no ban, in row order. The cosines are single precision.
    func scan(_ query: Query, passing filters: Filters, targets: [EmbeddingSpace: TargetVector]) -> [ScoredRow] {
        let ranges = clusters.ranges(passing: filters)
        var scored: [ScoredRow] = []
        scored.reserveCapacity(ranges.reduce(0) { $0 + $1.count })
        var cosines = [Float](repeating: .nan, count: targets.isEmpty ? 0 : Self.block)
        var sparse = [Float]()
        for range in ranges {
            for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
                let rows = start..<min(start + Self.block, range.upperBound)
                if !targets.isEmpty { fill(&cosines, with: rows, targets, &sparse) }
                query.score(
                    rows, in: table, cosines: cosines.span.extracting(first: targets.isEmpty ? 0 : rows.count),
                    role: filters.role, into: &scored)
            }
        }
        return scored
    }

    /// Puts the cosine of each row to the target of its space at the row's place in the block; NaN without one.
    private func fill(
        _ cosines: inout [Float], with rows: Range<Int>, _ targets: [EmbeddingSpace: TargetVector],
        _ sparse: inout [Float]
    ) {
        for (space, target) in targets {
            guard let matrix = matrices[space] else { continue }
            let first = Int(matrix.places[rows.lowerBound])
            let vectors = Int(matrix.places[rows.upperBound]) - first
            if vectors == rows.count {
                // Every row has its vector here, so no other space has any: the block is one product.
                BLAS.products(
                    matrix.values, from: first * matrix.dimension, rows: vectors, dimension: matrix.dimension,
                    vector: target.vector, into: &cosines, at: 0)
                return
            }
        }
        for place in 0..<rows.count { cosines[place] = .nan }
        for (space, target) in targets {
            guard let matrix = matrices[space] else { continue }
            let first = Int(matrix.places[rows.lowerBound])
            let vectors = Int(matrix.places[rows.upperBound]) - first
            if sparse.count < vectors { sparse = Array(repeating: 0, count: Self.block) }
            BLAS.products(
                matrix.values, from: first * matrix.dimension, rows: vectors, dimension: matrix.dimension,
                vector: target.vector, into: &sparse, at: 0)
            for row in rows {
                if let place = matrix.place(ofRow: row) { cosines[row - rows.lowerBound] = sparse[place - first] }
            }
        }
    }
}

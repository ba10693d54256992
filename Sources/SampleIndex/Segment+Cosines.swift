import Ranking

extension Segment {
    /// Puts a bound that the cosine of each row to the target of its space does not exceed at the row's place among all of
    /// the ranges; 0 without one.
    func bounds(
        of ranges: [Range<Int>], _ targets: [EmbeddingSpace: TargetVector], into bounds: inout [Float],
        _ sparse: inout [Float]
    ) {
        let aimed = aimed(targets)
        var start = 0
        for range in ranges {
            let rows = range.lowerBound - first..<range.upperBound - first
            defer { start += rows.count }
            if let (matrix, target) = aimed.first(where: { $0.matrix.places(ofRows: rows).count == rows.count }) {
                // Every row has its vector here, so no other space has any.
                matrix.rows.bounds(matrix.places(ofRows: rows), against: target.aim, into: &bounds, at: start)
                continue
            }
            for place in start..<start + rows.count { bounds[place] = 0 }
            for (matrix, target) in aimed {
                let places = matrix.places(ofRows: rows)
                if sparse.count < places.count { sparse = Array(repeating: 0, count: bounds.count) }
                matrix.rows.bounds(places, against: target.aim, into: &sparse, at: 0)
                for row in rows {
                    if let place = matrix.place(ofRow: row) {
                        bounds[start + row - rows.lowerBound] = sparse[place - places.lowerBound]
                    }
                }
            }
        }
    }

    /// The cosine of each of some rows to the target of its space, in single precision; NaN without one.
    func cosines(of rows: [Int32], _ targets: [EmbeddingSpace: TargetVector]) -> [Float] {
        var cosines = [Float](repeating: .nan, count: rows.count)
        for (matrix, target) in aimed(targets) { put(rows, matrix, target.aim.vector, into: &cosines) }
        return cosines
    }

    /// The product of each of some rows with a vector of a space, in single precision; NaN for a row that has none there.
    func products(of rows: [Int32], with vector: [Float], in space: EmbeddingSpace) -> [Float] {
        var products = [Float](repeating: .nan, count: rows.count)
        if let matrix = matrices[space] { put(rows, matrix, vector, into: &products) }
        return products
    }

    private func put(_ rows: [Int32], _ matrix: EmbeddingMatrix, _ vector: [Float], into results: inout [Float]) {
        let places = rows.map { Int32(matrix.place(ofRow: Int($0) - first) ?? -1) }
        guard places.contains(-1) else { return matrix.rows.products(places, with: vector, into: &results) }
        let owners = places.indices.filter { places[$0] >= 0 }
        var products = [Float](repeating: 0, count: owners.count)
        matrix.rows.products(owners.map { places[$0] }, with: vector, into: &products)
        for (owner, product) in zip(owners, products) { results[owner] = product }
    }

    private func aimed(
        _ targets: [EmbeddingSpace: TargetVector]
    ) -> [(matrix: EmbeddingMatrix, target: TargetVector)] {
        targets.compactMap { space, target in matrices[space].map { ($0, target) } }
    }
}

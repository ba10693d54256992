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
        for (number, range) in ranges.enumerated() {
            let rows = range.lowerBound - first..<range.upperBound - first
            defer { start += rows.count }
            if let (matrix, target) = aimed.first(where: { $0.matrix.places(ofRows: rows).count == rows.count }) {
                // Every row has its vector here, so no other space has any.
                let next = number + 1 < ranges.count ? Int(matrix.places[ranges[number + 1].lowerBound - first]) : 0
                matrix.rows.bounds(
                    matrix.places(ofRows: rows), before: next, against: target.aim, into: &bounds, at: start)
                continue
            }
            for place in start..<start + rows.count { bounds[place] = 0 }
            for (matrix, target) in aimed {
                let places = matrix.places(ofRows: rows)
                if sparse.count < places.count { sparse = Array(repeating: 0, count: bounds.count) }
                matrix.rows.bounds(places, before: places.upperBound, against: target.aim, into: &sparse, at: 0)
                for row in rows {
                    if let place = matrix.place(ofRow: row) {
                        bounds[start + row - rows.lowerBound] = sparse[place - places.lowerBound]
                    }
                }
            }
        }
    }

    /// A closer bound of the cosine of each of some rows to the target of its space; 0 without one.
    func closerBounds(of rows: [Int32], _ targets: [EmbeddingSpace: TargetVector]) -> [Float] {
        var bounds = [Float](repeating: 0, count: rows.count)
        for (matrix, target) in aimed(targets) {
            put(rows, matrix, into: &bounds) { matrix.rows.closerBounds($0, against: target.aim, into: &$1) }
        }
        return bounds
    }

    /// The cosine of each of some rows to the target of its space, in single precision; NaN without one.
    func cosines(of rows: [Int32], _ targets: [EmbeddingSpace: TargetVector]) -> [Float] {
        var cosines = [Float](repeating: .nan, count: rows.count)
        for (matrix, target) in aimed(targets) {
            put(rows, matrix, into: &cosines) { matrix.rows.products($0, with: target.aim.vector, into: &$1) }
        }
        return cosines
    }

    /// The product of each of some rows with a vector of a space, in single precision; NaN for a row that has none there.
    func products(of rows: [Int32], with vector: [Float], in space: EmbeddingSpace) -> [Float] {
        var products = [Float](repeating: .nan, count: rows.count)
        if let matrix = matrices[space] {
            put(rows, matrix, into: &products) { matrix.rows.products($0, with: vector, into: &$1) }
        }
        return products
    }

    /// Puts what `values` says of the places in a matrix where they are of the rows that have a vector there.
    private func put(
        _ rows: [Int32], _ matrix: EmbeddingMatrix, into results: inout [Float],
        _ values: (_ places: [Int32], _ results: inout [Float]) -> Void
    ) {
        let places = rows.map { Int32(matrix.place(ofRow: Int($0) - first) ?? -1) }
        guard places.contains(-1) else { return values(places, &results) }
        let owners = places.indices.filter { places[$0] >= 0 }
        var own = [Float](repeating: 0, count: owners.count)
        values(owners.map { places[$0] }, &own)
        for (owner, value) in zip(owners, own) { results[owner] = value }
    }

    private func aimed(
        _ targets: [EmbeddingSpace: TargetVector]
    ) -> [(matrix: EmbeddingMatrix, target: TargetVector)] {
        targets.compactMap { space, target in matrices[space].map { ($0, target) } }
    }
}

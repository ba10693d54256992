import Ranking

extension Segment {
    /// Puts the cosine of each row to the target of its space at the row's place in the block; NaN without one.
    func fill(
        _ cosines: inout [Float], with rows: Range<Int>, _ targets: [EmbeddingSpace: TargetVector],
        _ sparse: inout [Float]
    ) {
        let rows = rows.lowerBound - first..<rows.upperBound - first
        for (space, target) in targets {
            guard let matrix = matrices[space] else { continue }
            let places = matrix.places(ofRows: rows)
            if places.count == rows.count {
                // Every row has its vector here, so no other space has any: the block is one product.
                matrix.rows.products(places, with: target.vector, into: &cosines)
                return
            }
        }
        for place in 0..<rows.count { cosines[place] = .nan }
        for (space, target) in targets {
            guard let matrix = matrices[space] else { continue }
            let places = matrix.places(ofRows: rows)
            if sparse.count < places.count { sparse = Array(repeating: 0, count: cosines.count) }
            matrix.rows.products(places, with: target.vector, into: &sparse)
            for row in rows {
                if let place = matrix.place(ofRow: row) {
                    cosines[row - rows.lowerBound] = sparse[place - places.lowerBound]
                }
            }
        }
    }
}

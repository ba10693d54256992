import Ranking

/// How far a scan came.
struct ScanCount {
    var looked = 0
    var all = 0
    /// Whether the time was up before the end.
    var isCut = false
}

extension IndexSnapshot {
    /// Rows per block of a scan: the cosines of a block stay in the first-level cache until they are scored.
    private static let block = 2_048

    /// Scores every row that passes `filters` and no ban, in row order, until the time is up. The cosines are single
    /// precision.
    ///
    /// - Parameters:
    ///   - isDue: asked before each block but the first; once it says so, the rows behind are left out.
    ///   - passed: rows that were looked at, of all that pass the filters; counted up.
    func scan(
        _ query: Query, passing filters: Filters, targets: [EmbeddingSpace: TargetVector],
        until isDue: () -> Bool = { false }, passed: inout ScanCount
    ) -> [ScoredRow] {
        let ranges = segments.map { $0.ranges(passing: filters) }
        passed.all += ranges.joined().reduce(0) { $0 + $1.count }
        var scored: [ScoredRow] = []
        scored.reserveCapacity(ranges.joined().reduce(0) { $0 + $1.count })
        var cosines = [Float](repeating: .nan, count: targets.isEmpty ? 0 : Self.block)
        var sparse = [Float]()
        for (segment, ranges) in zip(segments, ranges) {
            for range in ranges {
                for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
                    let rows = start..<min(start + Self.block, range.upperBound)
                    if passed.looked > 0, passed.isCut || isDue() {
                        passed.isCut = true
                        return scored
                    }
                    passed.looked += rows.count
                    if !targets.isEmpty { segment.fill(&cosines, with: rows, targets, &sparse) }
                    query.score(
                        rows, in: table, cosines: cosines.span.extracting(first: targets.isEmpty ? 0 : rows.count),
                        roles: filters.roles, into: &scored)
                }
            }
        }
        return scored
    }
}

extension Segment {
    /// Puts the cosine of each row to the target of its space at the row's place in the block; NaN without one.
    fileprivate func fill(
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

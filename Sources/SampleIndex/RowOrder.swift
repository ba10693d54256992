import Ranking

/// The order of scored rows: by falling score, equal scores by id.
struct RowOrder: Sendable {
    /// The place of each row's id among all ids, so that ties are broken without comparing texts.
    private let idRanks: [Int32]

    /// - Parameter rows: in row order.
    init(_ rows: [SampleFacts]) {
        var idRanks = [Int32](repeating: 0, count: rows.count)
        for (rank, row) in rows.indices.sorted(by: { rows[$0].id < rows[$1].id }).enumerated() {
            idRanks[row] = Int32(rank)
        }
        self.idRanks = idRanks
    }

    func precedes(_ a: ScoredRow, _ b: ScoredRow) -> Bool {
        a.score == b.score ? idRanks[Int(a.row)] < idRanks[Int(b.row)] : a.score > b.score
    }
}

import Ranking

extension FeatureTable {
    /// The order of scored rows: by falling score, equal scores by id.
    func precedes(_ a: ScoredRow, _ b: ScoredRow) -> Bool {
        a.score == b.score ? idPrecedes(Int(a.row), Int(b.row)) : a.score > b.score
    }
}

package import Ranking

extension IndexSnapshot {
    /// Every other sample with a vector in the sample's space, the greatest cosine first. O(rows × dimension).
    package func neighbours(of id: SampleID) -> [SampleID] {
        guard let row = table.row(of: id) else { return [] }
        let likeness = Likeness(self)
        let others = (0..<table.rowCount).filter { $0 != row && !table.isHidden($0) }
        let cosines = others.compactMap { other in likeness.cosine(row, other).map { (other, $0) } }
        return cosines.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { table.facts(ofRow: $0.0).id }
    }
}

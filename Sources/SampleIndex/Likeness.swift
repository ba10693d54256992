import Ranking

/// Cosines between rows of one snapshot. The first row's vector is kept, since a row is mostly compared with many.
final class Likeness {
    private let snapshot: IndexSnapshot
    private var row: Int32 = -1
    private var known: (space: EmbeddingSpace, vector: [Float])?

    init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

    /// `nil` unless both rows have a vector in the same space.
    func cosine(_ a: Int, _ b: Int) -> Double? {
        let cosine = cosines(Int32(a), [Int32(b)])[0]
        return cosine.isNaN ? nil : cosine
    }

    /// Of one row to others, in single precision; NaN where they cannot be compared.
    func cosines(_ row: Int32, _ others: [Int32]) -> [Double] {
        if self.row != row {
            known = snapshot.vector(ofRow: Int(row))
            self.row = row
        }
        var cosines = [Double](repeating: .nan, count: others.count)
        guard let known else { return cosines }
        for segment in snapshot.segments {
            let owners = others.indices.filter { segment.range.contains(Int(others[$0])) }
            if owners.isEmpty { continue }
            let products = segment.products(of: owners.map { others[$0] }, with: known.vector, in: known.space)
            for (owner, product) in zip(owners, products) { cosines[owner] = Double(product) }
        }
        return cosines
    }
}

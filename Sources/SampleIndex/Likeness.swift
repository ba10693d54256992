import Ranking

/// Cosines between rows of one snapshot. The first row's vector is kept, since a row is mostly compared with many.
final class Likeness {
    private let snapshot: IndexSnapshot
    private var row = -1
    private var known: (space: EmbeddingSpace, vector: [Float])?
    private var sum: [Float] = [0]

    init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

    /// `nil` unless both rows have a vector in the same space.
    func cosine(_ a: Int, _ b: Int) -> Double? {
        if row != a {
            known = snapshot.vector(ofRow: a)
            row = a
        }
        guard let known else { return nil }
        let segment = snapshot.segment(of: b)
        guard let matrix = segment.matrices[known.space], let place = matrix.place(ofRow: b - segment.first) else {
            return nil
        }
        matrix.rows.products(place..<place + 1, with: known.vector, into: &sum)
        return Double(sum[0])
    }
}

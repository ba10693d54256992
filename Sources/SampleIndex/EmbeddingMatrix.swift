import Library
import Ranking

/// The vectors of one space for the rows of one segment, in row order without gaps: unit length in 16 bits a value, so that a
/// product with a unit target is the cosine. A class, so that to hold one is to count one reference.
final class EmbeddingMatrix: Sendable {
    let space: EmbeddingSpace
    let rows: VectorRows
    /// The place in the matrix of the first row at or after each row of the segment; one more entry than rows. A row has
    /// a vector where the next entry is greater, and a range of rows is a range of the matrix.
    let places: [Int32]
    /// What every vector went through.
    let projection: EmbeddingProjection

    init(space: EmbeddingSpace, rows: VectorRows, places: [Int32], projection: EmbeddingProjection) {
        self.space = space
        self.rows = rows
        self.places = places
        self.projection = projection
    }

    var dimension: Int { rows.dimension }

    /// Where the vector of a row stands, or `nil` when it has none.
    func place(ofRow row: Int) -> Int? {
        let place = Int(places[row])
        return places[row + 1] > places[row] ? place : nil
    }

    /// Where the vectors of a range of rows stand.
    func places(ofRows rows: Range<Int>) -> Range<Int> { Int(places[rows.lowerBound])..<Int(places[rows.upperBound]) }

    /// The vector of a row, exactly as stored; `nil` when it has none.
    func vector(ofRow row: Int) -> [Float]? { place(ofRow: row).map(rows.row) }
}

/// A row of the table that passed, and its score.
public struct ScoredRow: Hashable, Sendable {
    public var score: Double
    public var row: Int32

    public init(row: Int32, score: Double) {
        self.row = row
        self.score = score
    }
}

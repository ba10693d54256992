/// A row of the table that passed, and its score.
public struct ScoredRow: Hashable, Sendable {
    public var score: Double
    public var row: Int32

    public init(row: Int32, score: Double) {
        self.row = row
        self.score = score
    }
}

extension [ScoredRow] {
    /// These but for the rows of `others`, in the same order. O(both).
    public func without(_ others: some Collection<ScoredRow>) -> [ScoredRow] {
        if others.isEmpty { return self }
        let rows = Set(others.map(\.row))
        return filter { !rows.contains($0.row) }
    }
}

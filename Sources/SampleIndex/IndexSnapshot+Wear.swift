import Ranking

extension IndexSnapshot {
    /// Whether a new index file is due: so much has changed (a twentieth of the rows, and at least 1 024), vectors wait for
    /// it, or a space has outgrown its statistics. O(rows changed since the file was made).
    public var isWorn: Bool {
        changedRows >= max(1_024, count / 20) || hasWaitingVectors || hasOutgrownStatistics
    }

    /// Whether there are vectors of a space or length that the index file has no statistics for, so that they are compared
    /// with none.
    public var hasWaitingVectors: Bool {
        changes.added.values.contains { $0.facts.embedding != nil && $0.vector == nil }
    }

    /// Whether a space has grown by more than a fifth since mean and components were fitted. Vectors that have been replaced
    /// count twice until the next file.
    private var hasOutgrownStatistics: Bool {
        segments[0].matrices.contains { space, matrix in
            let vectors = segments.reduce(0) { $0 + Int($1.matrices[space]?.places.last ?? 0) }
            return !matrix.projection.suits(length: matrix.projection.inputDimension, vectors: vectors)
        }
    }
}

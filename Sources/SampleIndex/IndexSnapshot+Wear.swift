import Ranking

extension IndexSnapshot {
    /// What changed is laid out anew with every change: more of it than this would keep the next from being seen at once.
    private static let most = 8_192

    /// Whether a new index file is due: so much has changed (a twentieth of the rows, at least 1 024 and at most 8 192),
    /// vectors wait for it, or a space has outgrown its statistics. O(rows changed since the file was made).
    public var isWorn: Bool {
        changedRows >= min(max(1_024, count / 20), Self.most) || hasWaitingVectors || hasOutgrownStatistics
    }

    /// Whether there are vectors of a space or length that the index file has no statistics for: those of a new space are
    /// compared as they are, those of another length with none.
    public var hasWaitingVectors: Bool {
        !changes.projections.isEmpty
            || changes.added.values.contains { $0.facts.embedding != nil && $0.vector == nil }
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

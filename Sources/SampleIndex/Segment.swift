import Library
import Music
import Ranking
import Synchronization

/// Rows that were laid out together: their clusters, vectors, and what was learned of them on the way. Immutable.
final class Segment: Sendable {
    /// The number of the segment's first row in the whole index.
    let first: Int
    let clusters: RowClusters
    let matrices: [EmbeddingSpace: EmbeddingMatrix]
    /// Sums of the vectors that carry a mood, made when first asked for. They follow from the rest, so the cache is not
    /// part of the value.
    let moodSums = Mutex<[MoodKey: [Float]]>([:])

    /// Names one cached sum.
    struct MoodKey: Hashable, Sendable {
        var space: EmbeddingSpace
        var mood: Tag
    }

    init(first: Int, clusters: RowClusters, matrices: [EmbeddingSpace: EmbeddingMatrix]) {
        self.first = first
        self.clusters = clusters
        self.matrices = matrices
    }

    var range: Range<Int> { first..<first + clusters.count }

    /// The rows of the whole index that pass `filters`, as ascending ranges.
    func ranges(passing filters: Filters) -> [Range<Int>] {
        clusters.ranges(passing: filters).map { $0.lowerBound + first..<$0.upperBound + first }
    }

    /// The vector of a row of the whole index, and its space.
    func vector(ofRow row: Int) -> (space: EmbeddingSpace, vector: [Float])? {
        for (space, matrix) in matrices {
            if let vector = matrix.vector(ofRow: row - first) { return (space, vector) }
        }
        return nil
    }
}

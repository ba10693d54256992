import Library
import Ranking

/// What a vector must be to be kept.
enum StoredVector {
    /// Throws ``CatalogError/refusedVector(sample:reason:)`` when the vector could not be compared with others: not a
    /// number, without a direction, or without a space to compare in.
    static func check(_ vector: [Float16], space: EmbeddingSpace?, sample: String) throws(CatalogError) {
        func refusal(_ reason: String) -> CatalogError { .refusedVector(sample: sample, reason: reason) }
        if space == nil {
            guard vector.isEmpty else { throw refusal("it names no embedding space") }
            return
        }
        guard !vector.isEmpty else { throw refusal("it is empty") }
        guard vector.allSatisfy(\.isFinite) else { throw refusal("it contains a value that is not a finite number") }
        guard vector.contains(where: { $0 != 0 }) else { throw refusal("it is zero, which points nowhere") }
    }
}

import Library
import Ranking

extension Sound {
    /// Throws ``CatalogError/refusedVector(sample:reason:)`` when the vector could not be compared with others: not a
    /// number, without a direction, or without a space to compare in.
    func checkVector() throws(CatalogError) {
        func refusal(_ reason: String) -> CatalogError { .refusedVector(sample: facts.name, reason: reason) }
        if facts.embedding == nil {
            guard vector.isEmpty else { throw refusal("it names no embedding space") }
            return
        }
        guard !vector.isEmpty else { throw refusal("it is empty") }
        guard vector.allSatisfy(\.isFinite) else { throw refusal("it contains a value that is not a finite number") }
        guard vector.contains(where: { $0 != 0 }) else { throw refusal("it is zero, which points nowhere") }
    }
}

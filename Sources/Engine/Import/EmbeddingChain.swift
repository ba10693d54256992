import Library
import Ranking
import Synchronization

/// Embedders in order of preference. The first that gives a vector is taken; the fingerprint, which every analysis gives,
/// stands behind them all.
final class EmbeddingChain: Sendable {
    private let embedders: [any Embedder]
    private let state = Mutex(State())

    private struct State {
        /// Of the embedders that cannot work now: why, first seen. They are not asked again in this import.
        var away: [EmbeddingSpace: String] = [:]
        var refusals: [ImportRefusal] = []
    }

    init(_ embedders: [any Embedder]) { self.embedders = embedders }

    /// The spaces a sound may have a vector of beside the fingerprint, most preferred first.
    var spaces: [EmbeddingSpace] { embedders.map(\.space) }

    func isAway(_ space: EmbeddingSpace) -> Bool { state.withLock { $0.away[space] != nil } }

    /// Why spaces are missing from sounds of this import.
    var downgrades: [ImportDowngrade] {
        state.withLock { $0.away }.map { ImportDowngrade(space: $0.key, reason: $0.value) }
            .sorted { $0.space.rawValue < $1.space.rawValue }
    }

    /// In path order.
    var refusals: [ImportRefusal] {
        state.withLock { $0.refusals }.sorted { ($0.path, $0.space.rawValue) < ($1.path, $1.space.rawValue) }
    }

    /// The files that the embedder of a space refused so far.
    func refused(by space: EmbeddingSpace) -> Set<ExactPath> {
        state.withLock { Set($0.refusals.lazy.filter { $0.space == space }.map { ExactPath($0.path) }) }
    }

    /// The vector of the first embedder that gives one, or `nil`.
    ///
    /// - Parameter space: asks only the embedder of this space.
    func embed(_ path: String, as sample: SampleID, only space: EmbeddingSpace? = nil) async -> EmbeddedSound? {
        for embedder in embedders where space.map({ $0 == embedder.space }) ?? true {
            if isAway(embedder.space) { continue }
            do throws(EmbedderError) {
                let embedding = try await embedder.embed(path: path)
                if let flaw = Self.flaw(of: embedding.vector) { throw .unsuitable(reason: flaw) }
                return EmbeddedSound(sample: sample, space: embedder.space, embedding: embedding)
            } catch {
                state.withLock { state in
                    switch error {
                    case .unavailable(let reason):
                        if state.away[embedder.space] == nil { state.away[embedder.space] = reason }
                    case .unsuitable(let reason):
                        state.refusals.append(ImportRefusal(path: path, space: embedder.space, reason: reason))
                    }
                }
            }
        }
        return nil
    }

    /// Why a vector could not be compared with others.
    private static func flaw(of vector: [Float16]) -> String? {
        guard vector.allSatisfy(\.isFinite) else { return "its vector holds values that are no numbers" }
        return vector.contains { $0 != 0 } ? nil : "its vector is zero, which points nowhere"
    }
}

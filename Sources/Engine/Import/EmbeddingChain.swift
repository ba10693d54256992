import Library
import Ranking
import Synchronization

/// Embedders in order of preference. The first that gives a vector is taken; the fingerprint, which every analysis gives,
/// stands behind them all.
final class EmbeddingChain: Sendable {
    private let embedders: [any Embedder]
    /// Of the embedders that cannot work now: why, first seen. They are not asked again in this import.
    private let away = Mutex<[EmbeddingSpace: String]>([:])

    init(_ embedders: [any Embedder]) { self.embedders = embedders }

    /// The space a sound should have a vector of; `nil` when the fingerprint is all there is.
    var preferred: EmbeddingSpace? { embedders.first?.space }

    /// Why spaces are missing from sounds of this import.
    var reasons: [EmbeddingSpace: String] { away.withLock { $0 } }

    /// The vector of the first embedder that gives one, or `nil`.
    func embed(_ path: String, as sample: SampleID) async -> EmbeddedSound? {
        for embedder in embedders where away.withLock({ $0[embedder.space] == nil }) {
            do throws(EmbedderError) {
                return EmbeddedSound(
                    sample: sample, space: embedder.space, embedding: try await embedder.embed(path: path))
            } catch .unavailable(let reason) {
                away.withLock { if $0[embedder.space] == nil { $0[embedder.space] = reason } }
            } catch {
                // This sound cannot be embedded so, which says nothing of the next one.
                continue
            }
        }
        return nil
    }
}

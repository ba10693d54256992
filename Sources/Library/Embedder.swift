public import Music
public import Ranking

/// Makes vectors of one space from sound files. Conformers: the neural network in this process, and the client of an
/// embedding worker. The fingerprint needs none: every analysis gives it.
public protocol Embedder: Sendable {
    var space: EmbeddingSpace { get }

    /// The vector of the file at `path`. Safe to call for several files at once.
    func embed(path: String) async throws(EmbedderError) -> Embedding
}

/// What an embedder heard in one file.
public struct Embedding: Hashable, Sendable {
    /// Finite and not zero; of the space's one length.
    public var vector: [Float16]
    /// Which weights made it. Vectors of different ones are never kept side by side.
    public var model: String
    /// Moods and genres with their probabilities, most certain first.
    public var tags: [Fact<Tag>]

    public init(vector: [Float16], model: String, tags: [Fact<Tag>] = []) {
        self.vector = vector
        self.model = model
        self.tags = tags
    }
}

/// Stands where an embedder should be that cannot be made, so that an import says why and goes on without it.
public struct AbsentEmbedder: Embedder {
    public let space: EmbeddingSpace
    private let reason: String

    public init(_ space: EmbeddingSpace, reason: String) {
        self.space = space
        self.reason = reason
    }

    public func embed(path: String) async throws(EmbedderError) -> Embedding { throw .unavailable(reason: reason) }
}

/// Why there is no vector. The next embedder takes its place; an import never fails for it.
public enum EmbedderError: Error, Hashable, Sendable {
    /// The embedder cannot work now: a worker that is away, a model that does not load. Worth trying again later.
    case unavailable(reason: String)
    /// This sound cannot be embedded: silence, too short. Trying again gives the same.
    case unsuitable(reason: String)
}

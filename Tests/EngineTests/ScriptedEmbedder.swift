import Library
import Ranking
import Synchronization

/// An embedder that does what a test says for each file, by its name.
final class ScriptedEmbedder: Embedder {
    let space: EmbeddingSpace
    private let answer: @Sendable (String) throws(EmbedderError) -> [Float16]
    private let asked = Mutex<[String]>([])

    init(_ space: EmbeddingSpace, _ answer: @escaping @Sendable (String) throws(EmbedderError) -> [Float16]) {
        self.space = space
        self.answer = answer
    }

    /// Names of the files it was asked for, in order.
    var names: [String] { asked.withLock { $0 }.sorted() }

    func embed(path: String) async throws(EmbedderError) -> Embedding {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        asked.withLock { $0.append(name) }
        return Embedding(vector: try answer(name), model: "scripted")
    }
}

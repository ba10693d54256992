import Library
import Music
import Ranking

/// What the first embedder that works makes of one file, and why better ones do not.
struct EmbeddingReport {
    private(set) var vector: InspectionReport.Vector?
    private(set) var missing: [String: String] = [:]
    private var tags: [Fact<Tag>] = []

    init() {}

    init(path: String, _ embedders: [any Embedder]) async {
        for embedder in embedders {
            do throws(EmbedderError) {
                let embedding = try await embedder.embed(path: path)
                vector = InspectionReport.Vector(
                    space: embedder.space.rawValue, values: embedding.vector.count, model: embedding.model)
                tags = embedding.tags
                return
            } catch {
                switch error {
                case .unavailable(let reason), .unsuitable(let reason): missing[embedder.space.rawValue] = reason
                }
            }
        }
    }

    /// What was heard and what the embedder adds, each word once with its greater confidence, most certain first.
    func tags(besides heard: [Fact<Tag>]) -> [Fact<Tag>] {
        var best: [Tag: Fact<Tag>] = [:]
        for fact in heard + tags where fact.confidence > best[fact.value]?.confidence ?? -1 { best[fact.value] = fact }
        return best.values.sorted { ($1.confidence, $0.value) < ($0.confidence, $1.value) }
    }
}

import Library
import Music
import Ranking
import SampleIndex

let noon = UnixTime(1_800_000_000)

func sound(
    _ id: String, bpm: Double? = 128, key: Int? = nil, role: Role = .bass, pack: String = "", tags: [String] = [],
    vector: [Float16] = [], added: Double = 0, seconds: Double = 4, space: EmbeddingSpace = .fingerprint
) -> Sound {
    let facts = SampleFacts(
        id: SampleID(id), name: "\(id).wav", pack: pack, role: Fact(role, confidence: 0.9, source: .name),
        durationSeconds: seconds, tempo: bpm.map { Fact($0, confidence: 0.9, source: .analysis) },
        key: key.flatMap { Key(index: $0) }.map { Fact($0, confidence: 0.9, source: .analysis) },
        tags: tags.compactMap { Tag($0) }.sorted(), addedAt: noon + added, embedding: vector.isEmpty ? nil : space)
    return Sound(facts: facts, vector: vector, sampleRate: 44_100, channels: 2, frames: Int(seconds * 44_100))
}

func request(
    limit: Int = 10, mode: RankingMode = .fusion, taste: TasteProfile = TasteProfile(), previous: [SampleID] = [],
    _ change: (inout SessionContext) -> Void = { _ in }
) -> RankingRequest {
    var context = SessionContext()
    change(&context)
    return RankingRequest(context: context, mode: mode, taste: taste, limit: limit, now: noon, previous: previous)
}

extension SuggestionList {
    var ids: [String] { suggestions.map(\.sample.id.rawValue) }
}

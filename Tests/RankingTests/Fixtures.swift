import Music
import Ranking

let day = 86_400.0
let noon = UnixTime(1_800_000_000)

func tags(_ words: String...) -> [Tag] { words.compactMap { Tag($0) } }

func loop(
    _ id: String, bpm: Double? = 128, key: String? = nil, sure: Double = 0.9, role: Role? = .bass, tags: [Tag] = [],
    pack: String = "", energy: Double? = nil, added: UnixTime = noon, seconds: Double = 4
) throws -> SampleFacts {
    SampleFacts(
        id: SampleID(id), name: "\(id).wav", pack: pack, role: role.map { Fact($0, confidence: 0.9, source: .name) },
        durationSeconds: seconds, tempo: bpm.map { Fact($0, confidence: 0.9, source: .analysis) },
        key: try key.map { Fact(try Key(parsing: $0), confidence: sure, source: .analysis) }, tags: tags.sorted(),
        energy: energy, addedAt: added)
}

func wish(bpm: Double? = nil, key: String? = nil, _ change: (inout SessionContext) -> Void = { _ in }) throws
    -> SessionContext
{
    var context = SessionContext()
    context.bpm = bpm
    context.key = try key.map { try Key(parsing: $0) }
    change(&context)
    return context
}

/// One sample scored alone.
struct Scored {
    var points: Points
    var reasons: [Reason]
    var rationale: String

    init?(
        _ sample: SampleFacts, _ context: SessionContext, mode: RankingMode = .fusion,
        taste: TasteProfile = TasteProfile(),
        exposure: SessionExposure = SessionExposure(), cosine: Double? = nil, target: Target? = nil,
        now: UnixTime = noon
    ) {
        let table = FeatureTable([sample])
        let request = RankingRequest(context: context, mode: mode, taste: taste, exposure: exposure, now: now)
        var targets: [EmbeddingSpace: Target] = [:]
        if let space = sample.embedding, let target { targets[space] = target }
        let query = Query(compiling: request, for: table, targets: targets)
        guard let points = query.points(ofRow: 0, in: table, cosine: cosine) else { return nil }
        self.points = points
        reasons = query.reasons(for: sample, points: points, cosine: cosine)
        rationale = query.rationale(for: sample, points: points, cosine: cosine, pinned: false)
    }

    func text(_ component: Component) -> String? { reasons.first { $0.component == component }?.text }
}

func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 }

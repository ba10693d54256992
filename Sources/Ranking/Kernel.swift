public import Music

/// The arithmetic of the score, over plain values. There is no other copy of it.
struct Kernel: Sendable {
    // Weights, 0 for a component that takes no part.
    let similarity: Double
    let tempo: Double
    let mood: Double
    let energy: Double
    let taste: Double
    let fatigue: Double
    let readiness: Double

    let bpm: Double
    let tolerance: Double
    let wishedEnergy: Double
    /// At least 1.
    let moodCount: Double
    /// Weight × what freshness has faded since the table's newest sample; and the weight, which is the most.
    private let freshness: Double
    private let freshest: Double
    /// Weight × feature by ``RowFeatures/key``, before the sample's confidence.
    let keyPoints: [Double]
    let sampleShare: Double
    /// Share × balance by pack ordinal; empty when no pack was judged.
    let packTaste: [Double]
    /// Empty when no tag matters.
    let tagEffects: [TagEffect]
    /// By pack ordinal; empty when no pack is banned.
    let packBans: [Bool]
    let hasTagBans: Bool

    init(
        _ request: RankingRequest, weights: Weights, components: [Component], isColdStart: Bool, table: FeatureTable
    ) {
        func weight(_ component: Component) -> Double { components.contains(component) ? weights[component] : 0 }
        let context = request.context
        let profile = request.taste
        similarity = weight(.similarity)
        tempo = weight(.tempo)
        mood = weight(.mood)
        energy = weight(.energy)
        taste = weight(.taste)
        fatigue = weight(.fatigue)
        readiness = weight(.readiness)
        bpm = context.bpm ?? .nan
        tolerance = context.preferences.bpmTolerance ?? Filters.defaultTolerance
        wishedEnergy = context.energy ?? .nan
        moodCount = Double(max(context.moods.count, 1))
        freshest = weight(.freshness)
        freshness = freshest * Decay.part(age: request.now.since(table.newest), scale: Query.freshnessScale)
        let keyWeight = weight(.key)
        keyPoints = (0...Int(RowFeatures.unpitched)).map { index in
            guard let key = Key(index: index), let wished = context.key else { return 0 }
            return keyWeight * KeyRelation(key, wished).feature
        }
        let learns = taste > 0
        sampleShare = isColdStart ? 1 : TasteProfile.sampleShare
        packTaste = Self.byPack(learns && !isColdStart ? Array(profile.packs) : [], blank: 0, table) {
            TasteProfile.packShare * $0.value(at: request.now)
        }
        tagEffects = Self.effects(
            request, genre: weight(.genre), learns: learns && !isColdStart, ordinals: table.vocabulary.tagOrdinals)
        hasTagBans = tagEffects.contains(where: \.isBanned)
        packBans = Self.byPack(profile.bannedPacks.map { ($0, true) }, blank: false, table) { $0 }
    }

    /// What is known of some packs by ordinal, `blank` for the others; empty when nothing is. O(packs known of), without
    /// a look at the names of the others.
    private static func byPack<Known, Value>(
        _ known: [(key: String, value: Known)], blank: Value, _ table: FeatureTable, value: (Known) -> Value
    ) -> [Value] {
        guard !known.isEmpty else { return [] }
        var values = Array(repeating: blank, count: table.packs.count)
        for (pack, known) in known {
            if let ordinal = table.vocabulary.packOrdinals[pack] { values[Int(ordinal)] = value(known) }
        }
        return values
    }

    private static func effects(
        _ request: RankingRequest, genre points: Double, learns: Bool, ordinals: [Tag: Int32]
    ) -> [TagEffect] {
        var effects: [TagEffect] = []
        func amend(_ tag: Tag, _ change: (inout TagEffect) -> Void) {
            guard let ordinal = ordinals[tag] else { return }
            if effects.isEmpty { effects = Array(repeating: TagEffect(), count: ordinals.count) }
            change(&effects[Int(ordinal)])
        }
        for tag in request.context.moods { amend(tag) { $0.mood = 1 } }
        if let genre = request.context.genre { amend(genre) { $0.genre = points } }
        for tag in request.taste.bannedTags { amend(tag) { $0.isBanned = true } }
        guard learns else { return effects }
        for (tag, balance) in request.taste.tags { amend(tag) { $0.taste = balance.value(at: request.now) } }
        return effects
    }

    /// The points of a row's or a block's part of the freshness.
    @inline(__always)
    func freshness(_ part: Double) -> Double { min(freshness * part, freshest) }

    /// Whether a pack or a tag is banned.
    var bansSome: Bool { !packBans.isEmpty || hasTagBans }

    /// Whether no ban of a pack or tag forbids a row.
    @inline(__always)
    func allows(_ row: RowFeatures, tags: Span<Int32>) -> Bool {
        if !packBans.isEmpty, packBans[Int(row.pack)] { return false }
        guard hasTagBans else { return true }
        for place in Int(row.firstTag)..<Int(row.firstTag + row.tagCount) where tagEffects[Int(tags[place])].isBanned {
            return false
        }
        return true
    }

    /// The points of one row, or `nil` when a pack or tag ban forbids it.
    ///
    /// - Parameter cosine: to the target of the row's space; NaN when there is nothing to compare.
    @inline(__always)
    func points(of row: RowFeatures, tags: Span<Int32>, cosine: Double, note: RowNote) -> Points? {
        points(of: row, tempo: tempoPoints(row.tempo), tags: tags, cosine: cosine, note: note)
    }

    /// - Parameter tempo: the points of the row's tempo, which many rows in a row have in common.
    @inline(__always)
    func points(
        of row: RowFeatures, tempo: Double, tags: Span<Int32>, cosine: Double, note: RowNote
    ) -> Points? {
        var points = Points()
        points.similarity = similarity * (cosine > 0 ? cosine : 0)
        points.tempo = tempo
        points.key = keyPoints[Int(row.key)] * row.keyConfidence
        if energy > 0, !row.energy.isNaN { points.energy = energy * (1 - (row.energy - wishedEnergy).magnitude) }
        points.freshness = freshness(row.freshness)
        points.fatigue = fatigue * note.fatigue
        if readiness > 0, row.form == .loop { points.readiness = readiness }

        var learned = sampleShare * note.taste
        if !packBans.isEmpty, packBans[Int(row.pack)] { return nil }
        if !packTaste.isEmpty { learned += packTaste[Int(row.pack)] }
        if !tagEffects.isEmpty, row.tagCount > 0 {
            // Sums and no branches: which tags a row has is not to be foreseen, and a wrong guess costs more than both.
            var moods = 0.0
            var tagTaste = 0.0
            for place in Int(row.firstTag)..<Int(row.firstTag + row.tagCount) {
                let effect = tagEffects[Int(tags[place])]
                if effect.isBanned { return nil }
                moods += effect.mood
                points.genre = max(points.genre, effect.genre)
                tagTaste += effect.taste
            }
            points.mood = mood * (moods / moodCount)
            learned += TasteProfile.tagShare * (tagTaste / Double(row.tagCount))
        }
        points.taste = taste * learned
        return points
    }

    /// Weight × feature of a tempo; 0 when it takes no part.
    @inline(__always)
    func tempoPoints(_ sample: Double) -> Double { tempo > 0 ? tempo * tempoFeature(sample) : 0 }

    /// 1 within ±4 BPM, then linear to 0 at the tolerance; ×0.7 at half or double time; 0 when unknown.
    @inline(__always)
    func tempoFeature(_ sample: Double) -> Double {
        let match = TempoMatch(sample: sample, session: bpm)
        return tempoFeature(distance: match.distance, relation: match.relation)
    }

    /// Falls with the distance, in BPM.
    @inline(__always)
    func tempoFeature(distance: Double, relation: TempoRelation) -> Double {
        let scale = relation == .same ? 1 : Query.halfOrDoubleFeature
        if distance <= min(Query.fullTempoWithin, tolerance) { return scale }
        if distance < tolerance { return scale * (tolerance - distance) / (tolerance - Query.fullTempoWithin) }
        return 0
    }
}

extension KeyRelation {
    /// What a sure key of this relation scores, 0…1.
    public var feature: Double {
        switch self {
        case .same: 1
        case .relative, .neighbour: 0.5
        case .parallel: 0.25
        case .diagonal, .other: 0
        }
    }
}

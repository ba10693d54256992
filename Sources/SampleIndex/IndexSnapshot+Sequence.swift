public import Ranking

/// What a sequence is asked for.
public struct SequenceRequest: Sendable {
    /// What it grows from; the first begins it unless another sample is locked there. A banned one steers and is left out.
    public var seeds: [SampleID]
    /// 2…50.
    public var count: Int
    public var curve: EnergyCurve
    /// Samples by place, 0 the first.
    public var locked: [Int: SampleID]
    /// With a context its filters are kept, relaxed only as far as it takes to fill the sequence.
    public var context: SessionContext?
    public var taste: TasteProfile
    public var now: UnixTime

    public init(
        seeds: [SampleID], count: Int, curve: EnergyCurve = .flat, locked: [Int: SampleID] = [:],
        context: SessionContext? = nil, taste: TasteProfile = TasteProfile(), now: UnixTime
    ) {
        self.seeds = seeds
        self.count = count
        self.curve = curve
        self.locked = locked
        self.context = context
        self.taste = taste
        self.now = now
    }
}

/// Samples in an order for a set or an arrangement.
public struct SampleSequence: Hashable, Sendable {
    public struct Step: Hashable, Sendable {
        public var sample: SampleFacts
        public var isLocked: Bool
        /// The filters of the context that it passes only relaxed; none of what was asked for by name.
        public var relaxed: [Relaxation]
        /// From the step before; `nil` for the first.
        public var transition: Transition?
    }

    public var steps: [Step]
    /// The sum of the transitions and of what the energies miss.
    public var cost: Double
}

extension IndexSnapshot {
    /// Neighbours of the seeds that a sequence is chosen from.
    static let sequencePool = 160

    /// An ordered chain from several seeds: small steps of tempo, key and sound, the wished course of energy, locked places
    /// kept, nothing twice. Shorter than asked when the library is.
    ///
    /// - Returns: `nil` when a seed or a locked sample is not in the library; then its id is in `unknown`.
    public func sequence(_ request: SequenceRequest, unknown: inout SampleID?) -> SampleSequence? {
        var rows: [Int] = []
        var known: Set<Int> = []
        func add(_ row: Int) {
            if known.insert(row).inserted { rows.append(row) }
        }
        var locked: [Int: Int] = [:]
        for (place, id) in request.locked.sorted(by: { $0.key < $1.key }) {
            guard let row = table.row(of: id) else {
                unknown = id
                return nil
            }
            add(row)
            locked[place] = row
        }
        for (number, id) in request.seeds.enumerated() {
            guard let row = table.row(of: id) else {
                unknown = id
                return nil
            }
            if request.taste.bans(table.facts(ofRow: row)) { continue }
            add(row)
            if number == 0, locked[0] == nil, !locked.values.contains(row) { locked[0] = row }
        }
        let share = max(request.count, Self.sequencePool / max(1, request.seeds.count))
        let near = request.seeds.flatMap { id in
            similar(
                to: id, limit: share, fewest: request.count - 1, context: request.context, taste: request.taste,
                now: request.now)?.suggestions ?? []
        }
        func add(_ suggestion: Suggestion) { if let row = table.row(of: suggestion.sample.id) { add(row) } }
        for suggestion in near where suggestion.relaxed.isEmpty { add(suggestion) }
        // No more is relaxed than it takes, and what is nearest to the filters first.
        var relaxed: [SampleID: [Relaxation]] = [:]
        for suggestion in near.sorted(by: { ($0.stage, -$0.score) < ($1.stage, -$1.score) })
        where !suggestion.relaxed.isEmpty && rows.count < request.count {
            let before = rows.count
            add(suggestion)
            if rows.count > before { relaxed[suggestion.sample.id] = suggestion.relaxed }
        }
        let likeness = Likeness(self)
        let samples = rows.map(table.facts(ofRow:))
        let places = locked.mapValues { row in rows.firstIndex(of: row) ?? 0 }
        let plan = SequencePlan(
            pool: samples, count: request.count, curve: request.curve, locked: places
        ) { likeness.cosine(rows[$0], rows[$1]) }
        let members = plan.members()
        let steps = members.enumerated().map { place, member in
            let before = place > 0 ? members[place - 1] : nil
            return SampleSequence.Step(
                sample: samples[member], isLocked: request.locked.values.contains(samples[member].id),
                relaxed: relaxed[samples[member].id] ?? [],
                transition: before.map {
                    Transition(
                        from: samples[$0], to: samples[member], cosine: likeness.cosine(rows[$0], rows[member]))
                })
        }
        return SampleSequence(steps: steps, cost: plan.cost(of: members))
    }
}

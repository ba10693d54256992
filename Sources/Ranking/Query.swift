import Music

/// A ranking request compiled against one feature table: weights, tables by ordinal and notes by row, so that scoring a
/// row is arithmetic. The scan, the explanation and the tests all score through ``points(ofRow:in:cosine:)``'s kernel.
///
/// Compiling is O(what was taught and wished), not O(rows). A class, because it holds dozens of arrays and tables, and a copy
/// for each row and phrase would count references to all of them.
public final class Query: Sendable {
    /// Seconds in which freshness falls to e⁻¹: 14 days.
    public static let freshnessScale = 14.0 * 86_400
    /// Below this many seconds left, ready loops are preferred.
    public static let hurryBelow = 600.0
    /// Within this many BPM a tempo counts fully; half and double time count 0.7.
    static let fullTempoWithin = 4.0
    static let halfOrDoubleFeature = 0.7

    public let context: SessionContext
    public let now: UnixTime
    /// The filters as asked.
    public let filters: Filters
    /// What a wish for the role `auto` found; `nil` without that wish.
    public let gap: ArrangementGap?
    /// After overrides and mode.
    public let weights: Weights
    /// Whether nothing musical is wished, so that accepts and age alone give the order.
    public let isColdStart: Bool
    /// The components that take part, in order; an absent wish or a zero weight leaves its component out.
    public let components: [Component]
    public let taste: TasteProfile
    public let exposure: SessionExposure
    /// What the target is made of, per space; a space without one is not compared.
    public let targets: [EmbeddingSpace: Target]
    /// How reasons call each target, put into words once.
    let targetPhrases: [EmbeddingSpace: String]

    let kernel: Kernel
    let ceiling: ScoreCeiling
    /// In row order.
    let notes: [RowNote]

    /// - Parameters:
    ///   - targets: what each space's target vector consists of. Ignored when `mode` or a cold start leaves
    ///     similarity out.
    ///   - excluded: further rows never to be suggested.
    public init(
        compiling request: RankingRequest, for table: FeatureTable, targets: [EmbeddingSpace: Target] = [:],
        excluding excluded: [Int] = []
    ) {
        let context = request.context
        self.context = context
        now = request.now
        let playing = table.rows(playing: context.playing)
        let gap = context.role == .auto ? ArrangementGap(playing: playing.map(table.facts(ofRow:))) : nil
        self.gap = gap
        filters = Filters(context, filling: gap)
        taste = request.taste
        exposure = request.exposure
        isColdStart = context.wishesNothing && targets.values.allSatisfy { $0.like == nil }
        let base =
            isColdStart
            ? Weights.coldStart(overriddenBy: context.preferences.weights)
            : Weights.standard.overridden(by: context.preferences.weights)
        let weights = base.used(in: request.mode)
        self.weights = weights
        self.targets = weights[.similarity] > 0 ? targets : [:]
        targetPhrases = self.targets.mapValues(\.phrase)
        let hasTarget = !self.targets.isEmpty
        components = Component.allCases.filter { component in
            guard weights[component] > 0 else { return false }
            switch component {
            case .similarity: return hasTarget
            case .tempo: return context.bpm != nil
            case .key: return context.key != nil
            case .mood: return !context.moods.isEmpty
            case .genre: return context.genre != nil
            case .energy: return context.energy != nil
            case .freshness: return true
            case .taste: return !request.taste.isUntaught
            case .fatigue: return !request.exposure.ignored.isEmpty
            case .readiness: return (context.timeRemainingSeconds ?? .infinity) < Self.hurryBelow
            }
        }
        kernel = Kernel(request, weights: weights, components: components, isColdStart: isColdStart, table: table)
        ceiling = ScoreCeiling(kernel)
        notes = Self.notes(
            request, table: table, excluded: excluded + playing, isColdStart: isColdStart)
    }

    /// The rows of which something in particular is known, in row order.
    private static func notes(
        _ request: RankingRequest, table: FeatureTable, excluded: [Int], isColdStart: Bool
    ) -> [RowNote] {
        var notes: [RowNote] = []
        for row in excluded { notes.append(RowNote(row: Int32(row), isPlaying: true)) }
        for id in request.taste.bannedSamples {
            if let row = table.row(of: id) { notes.append(RowNote(row: Int32(row), isBanned: true)) }
        }
        for entry in request.taste.balances(in: table) {
            let value = entry.value.value(at: request.now)
            // A cold start lists an accept first or not at all: a faint one must not mix with the ages.
            let isFaint = isColdStart && value > 0 && value < TasteProfile.trendingFloor
            if value != 0, !isFaint { notes.append(RowNote(row: entry.row, taste: value)) }
        }
        for entry in request.exposure.ignored(in: table) {
            let fatigue = SessionExposure.fatigue(since: entry.value, at: request.now)
            notes.append(RowNote(row: entry.row, fatigue: fatigue))
        }
        notes.sort { $0.row < $1.row }
        return notes.reduce(into: []) { merged, note in
            if merged.last?.row == note.row { merged[merged.count - 1].merge(note) } else { merged.append(note) }
        }
    }

    /// The note of a row, blank for most. O(log notes).
    func note(ofRow row: Int) -> RowNote {
        let place = firstNote(from: row)
        return place < notes.count && notes[place].row == row ? notes[place] : .blank
    }

    /// The place of the first note of `row` or a later one. O(log notes).
    func firstNote(from row: Int) -> Int {
        var candidates = notes.startIndex..<notes.endIndex
        while !candidates.isEmpty {
            let middle = candidates.lowerBound + candidates.count / 2
            candidates =
                notes[middle].row >= row
                ? candidates.lowerBound..<middle : middle + 1..<candidates.upperBound
        }
        return candidates.lowerBound
    }
}

extension SessionContext {
    /// Whether nothing musical is wished; preferences alone are no wish, nor is `auto` with nothing playing.
    public var wishesNothing: Bool {
        bpm == nil && key == nil && moods.isEmpty && energy == nil && genre == nil && (role ?? .auto) == .auto
            && timeRemainingSeconds == nil && playing.isEmpty
    }
}

/// One score component of one suggestion: the points it contributed and the phrase that says why.
public struct Reason: Hashable, Sendable {
    public var component: Component
    /// weight × feature; negative for fatigue and dislikes. The points of a suggestion sum to its score.
    public var points: Double
    /// A phrase stating the number it came from, true of the data.
    public var text: String

    public init(component: Component, points: Double, text: String) {
        self.component = component
        self.points = points
        self.text = text
    }
}

/// A hard filter that was loosened because too few samples passed, in the order they are loosened.
public enum Relaxation: String, CaseIterable, Hashable, Sendable, Codable {
    /// Twice the tempo tolerance.
    case tempo
    /// Key policy `compatible`.
    case keyCompatible = "key_compatible"
    /// Key policy `any`.
    case keyAny = "key_any"
    case role
}

/// What to do with the sample to make it fit.
public struct Fit: Hashable, Sendable {
    /// Playback speed to reach the session's tempo at the same, half or double time; `nil` without both tempi.
    public var stretchRatio: Double?
    /// −6…+6 semitones to the nearest compatible key; `nil` without both keys.
    public var transposeSemitones: Int?
    /// Gain to −18 LUFS, dB; `nil` without a loudness.
    public var gainDB: Double?
    /// Length in bars of four beats at the session's tempo, once stretched; `nil` without both tempi.
    public var bars: Double?

    public init(stretchRatio: Double? = nil, transposeSemitones: Int? = nil, gainDB: Double? = nil, bars: Double? = nil)
    {
        self.stretchRatio = stretchRatio
        self.transposeSemitones = transposeSemitones
        self.gainDB = gainDB
        self.bars = bars
    }
}

/// What chose a suggestion: a vector space, the rules alone, or the cold-start order.
public enum SuggestionSource: String, CaseIterable, Hashable, Sendable {
    case clap, musicnn, fingerprint, rules, trending, recency
}

/// One place in a ranked list.
public struct Suggestion: Hashable, Sendable {
    /// 1 is the best.
    public var rank: Int
    public var sample: SampleFacts
    public var source: SuggestionSource
    public var score: Double
    /// One reason per present component, in the order of ``Component``; the points sum to ``score`` within 1e-6.
    public var reasons: [Reason]
    /// One sentence for people.
    public var rationale: String
    public var fit: Fit
    public var pinned: Bool
    /// The filters this item passes only because they were relaxed.
    public var relaxed: [Relaxation]
    /// Why it stands at this rank.
    public var placement: Placement

    public init(
        rank: Int, sample: SampleFacts, source: SuggestionSource, score: Double, reasons: [Reason], rationale: String,
        fit: Fit, pinned: Bool, relaxed: [Relaxation], placement: Placement = .score
    ) {
        self.placement = placement
        self.rank = rank
        self.sample = sample
        self.source = source
        self.score = score
        self.reasons = reasons
        self.rationale = rationale
        self.fit = fit
        self.pinned = pinned
        self.relaxed = relaxed
    }
}

/// The answer to one ranking request.
public struct SuggestionList: Hashable, Sendable {
    public var suggestions: [Suggestion]
    /// Rows in the library.
    public var rows: Int
    /// Rows that passed the filters as asked, before any relaxation.
    public var eligibleRows: Int
    /// The filters that were relaxed to fill the list, in order.
    public var relaxations: [Relaxation]
    /// Whether every eligible row was scored in time.
    public var complete: Bool
    /// Part of the rows passing the filters that was scored in time, 0…1; 1 when complete.
    public var scannedPart: Double
    /// What each component counted.
    public var weights: Weights
    /// What a wish for the role `auto` found; `nil` without that wish.
    public var gap: ArrangementGap?
    /// The sample that would come next, where that is known.
    public var runnerUp: RunnerUp?

    public init(
        suggestions: [Suggestion], rows: Int, eligibleRows: Int, relaxations: [Relaxation], complete: Bool,
        scannedPart: Double = 1, weights: Weights, gap: ArrangementGap? = nil, runnerUp: RunnerUp? = nil
    ) {
        self.gap = gap
        self.runnerUp = runnerUp
        self.weights = weights
        self.scannedPart = scannedPart
        self.suggestions = suggestions
        self.rows = rows
        self.eligibleRows = eligibleRows
        self.relaxations = relaxations
        self.complete = complete
    }
}

/// Everything one ranking depends on. The same request on the same library gives the same list.
public struct RankingRequest: Sendable {
    public var context: SessionContext
    public var mode: RankingMode
    /// What the user has taught.
    public var taste: TasteProfile
    /// What this session was shown and did not take, for fatigue.
    public var exposure: SessionExposure
    /// 1…50.
    public var limit: Int
    public var now: UnixTime
    /// The list people are looking at, best first; neighbours whose scores differ by < 0.005 keep that order.
    public var previous: [SampleID]

    public init(
        context: SessionContext, mode: RankingMode, taste: TasteProfile = TasteProfile(),
        exposure: SessionExposure = SessionExposure(), limit: Int = 10, now: UnixTime, previous: [SampleID] = []
    ) {
        self.context = context
        self.mode = mode
        self.taste = taste
        self.exposure = exposure
        self.limit = limit
        self.now = now
        self.previous = previous
    }
}

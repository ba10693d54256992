/// How much each component counts: `points = weight × feature`. Every weight is within ``range``.
public struct Weights: Hashable, Sendable {
    /// What an override may be.
    public static let range: ClosedRange<Double> = 0...2

    /// By ``Component/ordinal``. A vector, because weights are read for every list and a dictionary's hashes add up.
    private var values = SIMD16<Double>.zero

    private init(_ weights: KeyValuePairs<Component, Double>) {
        for (component, weight) in weights { self[component] = weight }
    }

    /// The weights of the design, before a mode or a wish touches them.
    public static let standard = Weights([
        .similarity: 1.0, .tempo: 0.15, .key: 0.10, .mood: 0.10, .genre: 0.05, .energy: 0.05, .freshness: 0.10,
        .taste: 0.10, .fatigue: 0.10, .readiness: 0.05,
    ])

    /// With nothing wished there are only accepts and age. An accept that still trends scores above any age
    /// (``TasteProfile/trendingFloor`` × 1 exceeds 0.10), so the order is accepts first, then recency.
    static let coldStart = Weights([.freshness: 0.10, .taste: 1.0, .fatigue: 0.10])

    /// The weights of a cold start under a producer's overrides, each in the proportion in which it changes the standard
    /// one: half the weight for taste halves what an accept counts here too, and 0 leaves a component out.
    static func coldStart(overriddenBy wishes: [Component: Double]) -> Weights {
        var weights = coldStart
        for (component, weight) in wishes { weights[component] *= weight / standard[component] }
        return weights
    }

    /// The weight of a component, 0 when it takes no part. Setting clamps to ``range``; NaN is refused.
    public subscript(component: Component) -> Double {
        get { values[component.ordinal] }
        set {
            guard !newValue.isNaN else { return }
            values[component.ordinal] = min(max(newValue, Self.range.lowerBound), Self.range.upperBound)
        }
    }

    /// These weights with a producer's overrides, clamped to ``range``.
    public func overridden(by wishes: [Component: Double]) -> Weights {
        var weights = self
        for (component, weight) in wishes { weights[component] = weight }
        return weights
    }

    /// These weights as `mode` uses them: `rules` zeroes what was learned and changes nothing else.
    public func used(in mode: RankingMode) -> Weights {
        var weights = self
        for component in Component.allCases where component.isLearned && mode == .rules { weights[component] = 0 }
        return weights
    }
}

extension Component {
    /// Whether the component comes from listening or judgements and not from rules.
    public var isLearned: Bool { self == .similarity || self == .taste }
}

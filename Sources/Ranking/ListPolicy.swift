/// How a ranked list is composed from scored rows.
public struct ListPolicy: Hashable, Sendable {
    public static let defaultMaxPerPack = 3
    /// Two samples of the same length are one to the ear when their vectors are closer than this.
    public static let duplicateCosine = 0.98
    /// "The same length", as a part of the longer one.
    public static let duplicateDuration = 0.02
    /// A swap of neighbours whose scores differ by less does not reorder a list people are looking at.
    public static let hysteresis = 0.005

    /// Whether two samples are nearly the same sound: as long, and with vectors as close as the rules above say.
    public static func areTwins(_ cosine: Double, _ duration: Double, _ other: Double) -> Bool {
        (duration - other).magnitude <= duplicateDuration * max(duration, other) && cosine > duplicateCosine
    }

    public var limit: Int
    /// `nil` for no cap. Samples without a pack are never capped.
    public var maxPerPack: Int?
    /// Whether a list may stay short to keep the cap. The default cap gives way when other packs cannot fill the list (a
    /// library of one pack would show three samples); a cap that was asked for does not.
    public var capIsStrict: Bool
    /// λ of maximal marginal relevance (Carbonell & Goldstein, 1998), 0 for pure score order … 0.5.
    public var diversity: Double

    public init(limit: Int, maxPerPack: Int?, capIsStrict: Bool = true, diversity: Double = 0) {
        self.limit = max(limit, 0)
        self.maxPerPack = maxPerPack
        self.capIsStrict = capIsStrict
        self.diversity = diversity
    }

    public init(limit: Int, preferences: Preferences) {
        self.init(
            limit: limit, maxPerPack: preferences.maxPerPack ?? Self.defaultMaxPerPack,
            capIsStrict: preferences.maxPerPack != nil, diversity: (preferences.adventurous ?? 0) / 2)
    }
}

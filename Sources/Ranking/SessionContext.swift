public import Music

/// What a session wants now. Every field is optional: absent means "no wish", never a default.
///
/// Validation happens where patches are made (`Sessions`); a value of this type is always within its ranges.
public struct SessionContext: Hashable, Sendable {
    /// Project tempo, 20…400 BPM.
    public var bpm: Double?
    public var key: Key?
    /// Up to 16.
    public var moods: [Tag]
    /// 0…1.
    public var energy: Double?
    public var genre: Tag?
    /// A filter when given.
    public var role: Role?
    /// How long the producer still has, seconds ≥ 0.
    public var timeRemainingSeconds: Double?
    /// Samples in the project now, as sent: ids or file names, up to 64.
    public var playing: [String]
    public var preferences: Preferences
    /// Where fields came from and how sure the sender is.
    public var sources: [String: FieldSource]

    public init() {
        moods = []
        playing = []
        preferences = Preferences()
        sources = [:]
    }

    /// Whether nothing has been wished for, which is a cold start.
    public var isEmpty: Bool { self == SessionContext() }

    /// Whether the key may filter: the sender did not doubt it (`sources.key.confidence` below 0.5 only scores).
    public var keyFilters: Bool { (sources["key"]?.confidence ?? 1) >= 0.5 }
}

/// `{"from": "ableton", "confidence": 0.3}`.
public struct FieldSource: Hashable, Sendable, Codable {
    public var from: String?
    /// 0…1.
    public var confidence: Double?

    public init(from: String? = nil, confidence: Double? = nil) {
        self.from = from
        self.confidence = confidence
    }
}

/// A producer's wishes about ranking itself. `nil` means the server's default.
public struct Preferences: Hashable, Sendable {
    /// Hard tempo filter, ± BPM, 0…100. Default 5.
    public var bpmTolerance: Double?
    public var keyPolicy: KeyPolicy?
    /// 0 safest … 1 most varied.
    public var adventurous: Double?
    /// 1…50. Default 3.
    public var maxPerPack: Int?
    /// Overrides of component weights by name, each 0…2.
    public var weights: [Component: Double]

    public init() { weights = [:] }
}

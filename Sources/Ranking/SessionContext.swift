public import Music

/// What a session wants now. Every field is optional: absent means "no wish", never a default.
///
/// Validation happens where patches are made (`Sessions`); a value of this type is always within its ranges.
public struct SessionContext: Hashable, Sendable {
    /// Project tempo, 20…400 BPM.
    public var bpm: Double?
    /// Half a key until ``mode`` is known; kept so that a later `mode` completes it.
    public var tonic: PitchClass?
    /// Half a key until ``tonic`` is known.
    public var mode: Mode?
    /// Up to 16.
    public var moods: [Tag]
    /// 0…1.
    public var energy: Double?
    public var genre: Tag?
    /// A filter when given.
    public var role: RoleWish?
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

    /// The key, once both halves are known. Setting it sets both.
    public var key: Key? {
        get { tonic.flatMap { tonic in mode.map { Key(tonic: tonic, mode: $0) } } }
        set {
            tonic = newValue?.tonic
            mode = newValue?.mode
        }
    }

    /// Whether nothing has been wished for, which is a cold start. Half a key is no wish yet.
    public var isEmpty: Bool {
        var wishes = self
        if key == nil { (wishes.tonic, wishes.mode) = (nil, nil) }
        return wishes == SessionContext()
    }

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

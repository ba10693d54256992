/// Who said so, strongest first: a stronger source replaces a weaker one, field by field.
public enum FactSource: String, CaseIterable, Hashable, Sendable, Codable, Comparable {
    /// A person's correction.
    case user
    /// Metadata inside the file (ACID or Apple loop chunks, tags).
    case embedded
    /// File and folder names.
    case name
    /// Listening to the audio.
    case analysis

    public static func < (a: FactSource, b: FactSource) -> Bool { a.strength < b.strength }

    /// 3 for ``user`` down to 0 for ``analysis``.
    private var strength: Int {
        switch self {
        case .user: 3
        case .embedded: 2
        case .name: 1
        case .analysis: 0
        }
    }
}

/// Something known about a sample, with how sure we are and who said so.
public struct Fact<Value: Sendable & Hashable>: Hashable, Sendable {
    public var value: Value
    /// Probability that ``value`` is right, 0…1.
    public var confidence: Double
    public var source: FactSource

    public init(_ value: Value, confidence: Double, source: FactSource) {
        self.value = value
        self.confidence = confidence
        self.source = source
    }
}

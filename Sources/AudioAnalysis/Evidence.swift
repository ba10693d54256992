public import Music

/// What stands behind an analysis: the answers it weighed against each other, and why one is missing.
public struct Evidence: Hashable, Sendable {
    /// Heard tempi in BPM with half and double time, most probable first; probabilities sum to at most 1.
    public var tempi: [Candidate<Double>] = []
    /// Why no tempo was heard, for people; `nil` when one was.
    public var noTempo: String?
    /// Heard keys, most probable first; all 24, summing to 1, or empty when nothing is pitched.
    public var keys: [Candidate<Key>] = []
    /// Why no key was heard, for people; `nil` when one was.
    public var noKey: String?
    /// Heard roles, most probable first.
    public var roles: [Candidate<Role>] = []
    /// Where what the file or its name states is not what was heard.
    public var conflicts: [Conflict] = []

    public init() {}
}

/// One possible answer and its probability, 0…1.
public struct Candidate<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    public var probability: Double

    public init(_ value: Value, probability: Double) {
        self.value = value
        self.probability = probability
    }
}

/// A statement that the sound denies. The statement stands, with less confidence.
public struct Conflict: Hashable, Sendable {
    public enum Field: String, Hashable, Sendable { case tempo, key, role, form }

    public var field: Field
    /// What is stated, for people: `128 BPM`.
    public var stated: String
    public var source: FactSource
    /// What was heard, for people: `120 BPM`.
    public var heard: String

    public init(_ field: Field, stated: String, source: FactSource, heard: String) {
        self.field = field
        self.stated = stated
        self.source = source
        self.heard = heard
    }
}

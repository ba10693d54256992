public import Music

/// What a patch does to one field: an absent field keeps its value, `null` clears it (RFC 7396).
public enum Change<Value: Sendable & Hashable>: Sendable, Hashable {
    case keep
    case clear
    case set(Value)
}

/// A validated merge-patch of a ``SessionContext``.
public struct ContextPatch: Sendable, Hashable {
    public var bpm: Change<Double> = .keep
    public var key: Change<Key> = .keep
    public var moods: Change<[Tag]> = .keep

    public init() {}
}

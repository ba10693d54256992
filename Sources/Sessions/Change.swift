/// What a patch does to one field: an absent field keeps its value, `null` clears it (RFC 7396).
public enum Change<Value: Sendable & Hashable>: Sendable, Hashable {
    case keep
    case clear
    case set(Value)

    /// The field after the change, `nil` when it has no value.
    public func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .clear: nil
        case .set(let value): value
        }
    }
}

/// Which keys a session's key lets through.
public enum KeyPolicy: String, CaseIterable, Hashable, Sendable, Codable {
    /// The same key only.
    case exact
    /// Same, relative, or a neighbour on the circle of fifths (the Camelot wheel's ±1).
    case compatible
    /// Every key; the key only scores.
    case any
}

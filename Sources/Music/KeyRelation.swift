/// How one key stands to another, by their parents among the 24 major and minor keys.
public enum KeyRelation: String, CaseIterable, Hashable, Sendable {
    /// The same notes around the same tonic (or around the same parent, for church modes).
    case same
    /// The same signature in the other mode: A minor and C major. Same Camelot number, other letter.
    case relative
    /// A fifth up or down in the same mode: A minor and E minor. Camelot ±1, same letter.
    case neighbour
    /// The relative of a neighbour: A minor and G major. Camelot ±1, other letter.
    case diagonal
    /// The same tonic in the other mode: A minor and A major. Not the relative, and not next to it on the wheel.
    case parallel
    case other

    public init(_ a: Key, _ b: Key) {
        let sameMode = (a.parent.mode == .minor) == (b.parent.mode == .minor)
        let steps = (a.fifths - b.fifths + 12) % 12
        switch (steps, sameMode) {
        case (0, true): self = .same
        case (0, false): self = .relative
        case (1, true), (11, true): self = .neighbour
        case (1, false), (11, false): self = .diagonal
        case _ where !sameMode && a.parent.tonic == b.parent.tonic: self = .parallel
        default: self = .other
        }
    }
}

extension KeyPolicy {
    /// Whether a sample whose key stands so to the session's may be suggested.
    public func allows(_ relation: KeyRelation) -> Bool {
        switch (self, relation) {
        case (.any, _), (_, .same): true
        case (.compatible, .relative), (.compatible, .neighbour): true
        default: false
        }
    }
}

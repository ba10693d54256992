/// A musical key: a tonic and a mode. Equality is enharmonic: G♭ major is F♯ major.
public struct Key: Hashable, Sendable {
    public let tonic: PitchClass
    public let mode: Mode

    public init(tonic: PitchClass, mode: Mode) {
        self.tonic = tonic
        self.mode = mode
    }

    /// The key with this index: 0…11 are C…B major, 12…23 are C…B minor. Out of range is `nil`.
    public init?(index: Int) {
        guard (0..<24).contains(index) else { return nil }
        self.init(tonic: PitchClass(index), mode: index < 12 ? .major : .minor)
    }

    /// The major or minor key with the same notes: D dorian → D's notes are C major's, and, being minor in its third,
    /// it is filed under A minor. Major and minor keys are their own parent.
    public var parent: Key {
        let major = tonic.transposed(by: mode.stepsToParentMajor)
        return mode.isMinorish
            ? Key(tonic: major.transposed(by: -3), mode: .minor) : Key(tonic: major, mode: .major)
    }

    /// The index of the parent among the 24 major and minor keys, 0…23, as in ``init(index:)``.
    public var index: Int {
        let parent = parent
        return parent.tonic.semitone + (parent.mode == .minor ? 12 : 0)
    }
}

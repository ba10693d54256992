/// A pitch without its octave: 0 is C, 1 is C♯/D♭ … 11 is B.
public struct PitchClass: Hashable, Sendable {
    /// Semitones above C, 0…11.
    public let semitone: Int

    /// Wraps any number of semitones above C into 0…11.
    public init(_ semitone: Int) {
        self.semitone = ((semitone % 12) + 12) % 12
    }

    /// The pitch class `semitones` above this one; negative goes down.
    public func transposed(by semitones: Int) -> PitchClass {
        PitchClass(semitone + semitones)
    }
}

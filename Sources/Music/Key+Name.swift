extension Key {
    /// The usual spelling, which ``init(parsing:)`` reads back: `A minor`, `Bb major`, `F# minor`, `D dorian`.
    ///
    /// The signature with fewer accidentals wins; of the two with six, F♯ major and E♭ minor are the common ones.
    public var name: String {
        let spellsFlat =
            switch mode {
            case .minor: Self.flatMinors.contains(tonic.semitone)
            default: Self.flatMajors.contains(tonic.transposed(by: mode.stepsToParentMajor).semitone)
            }
        return "\((spellsFlat ? PitchClass.flatNames : PitchClass.sharpNames)[tonic.semitone]) \(mode.rawValue)"
    }

    /// D♭, E♭, F, A♭, B♭.
    private static let flatMajors: Set<Int> = [1, 3, 5, 8, 10]
    /// C, D, E♭, F, G, B♭: the minors whose signature has flats.
    private static let flatMinors: Set<Int> = [0, 2, 3, 5, 7, 10]
}

extension Key: CustomStringConvertible {
    public var description: String { name }
}

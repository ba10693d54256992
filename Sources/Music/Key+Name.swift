extension Key {
    /// The usual spelling, which ``init(parsing:)`` reads back: `A minor`, `Bb major`, `F# minor`, `D dorian`.
    ///
    /// The signature with fewer accidentals wins; of the two with six, F♯ major and E♭ minor are the common ones.
    public var name: String { Self.names[mode.stepsToParentMajor * 12 + tonic.semitone] }

    /// By the steps to the parent, which are different for every mode, and the tonic: reasons name keys all the time.
    private static let names: [String] = {
        var names = Array(repeating: "", count: 11 * 12)
        for mode in Mode.allCases {
            for semitone in 0..<12 {
                names[mode.stepsToParentMajor * 12 + semitone] = Key(tonic: PitchClass(semitone), mode: mode).spelled
            }
        }
        return names
    }()

    private var spelled: String {
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

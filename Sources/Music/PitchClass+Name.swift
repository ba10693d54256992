extension PitchClass {
    /// The twelve names with sharps, C first.
    static let sharpNames = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
    /// The twelve names with flats, C first.
    static let flatNames = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]

    /// The name with a sharp where one is needed: `F#`, never `Gb`.
    public var name: String { Self.sharpNames[semitone] }

    /// Reads a letter A–G in either case with up to two of the accidentals `#`, `♯`, `b`, `♭` of one sort, or one double
    /// accidental `x`, `𝄪`, `𝄫`, from the front of `text`, and drops what it read. `nil`, with `text` untouched, when there is
    /// no such letter.
    static func read(from text: inout Substring) -> PitchClass? {
        guard let letter = text.first, let natural = naturals[Character(letter.uppercased())] else { return nil }
        var rest = text.dropFirst()
        var shift = 0
        if let double = rest.first.flatMap({ doubleAccidentals[$0] }) {
            shift = double
            rest.removeFirst()
        } else if let accidental = rest.first, let step = accidentals[accidental] {
            while rest.first.flatMap({ accidentals[$0] }) == step, abs(shift) < 2 {
                shift += step
                rest.removeFirst()
            }
        }
        text = rest
        return PitchClass(natural + shift)
    }

    private static let naturals: [Character: Int] = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
    private static let accidentals: [Character: Int] = ["#": 1, "♯": 1, "b": -1, "♭": -1]
    private static let doubleAccidentals: [Character: Int] = ["x": 2, "𝄪": 2, "𝄫": -2]
}

import Music

/// A word that begins with a note's name.
struct Note {
    var pitch: PitchClass
    var isAltered = false
    var isUppercase: Bool
    /// What follows the note.
    var rest: String

    init?(_ word: String) {
        guard let first = word.first, let semitone = Self.semitones[Character(first.lowercased())] else { return nil }
        isUppercase = first.isUppercase
        pitch = PitchClass(semitone)
        rest = String(word.dropFirst())
        if let sign = rest.first, let step = Self.step(sign, rest: rest) {
            pitch = pitch.transposed(by: step)
            isAltered = true
            rest = String(rest.dropFirst())
        }
    }

    private static let semitones: [Character: Int] = ["c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11]

    private static func step(_ sign: Character, rest: String) -> Int? {
        switch sign {
        case "#", "♯": return 1
        case "♭": return -1
        case "b":
            // A `b` is a flat when a key can still follow it: `Bb`, `Ebm`, `Abmaj`.
            let tail = String(rest.dropFirst())
            return tail.isEmpty || mode(of: tail) != nil || tail.allSatisfy(\.isNumber) ? -1 : nil
        default: return nil
        }
    }

    /// The mode that a suffix names: `m`, `min7`, `maj`, `Major`, `dorian`; `nil` when it names none.
    static func mode(of suffix: String) -> Mode? {
        let letters = suffix.prefix { !$0.isNumber }
        let digits = suffix.dropFirst(letters.count)
        guard digits.isEmpty || ["6", "7", "9", "11", "13"].contains(digits) else { return nil }
        if letters == "M" { return digits.isEmpty ? nil : .major }
        switch letters.lowercased() {
        case "m", "min", "minor", "mi", "moll": return .minor
        case "maj", "major", "dur": return .major
        case "dorian", "dor": return digits.isEmpty ? .dorian : nil
        case "phrygian", "phr": return digits.isEmpty ? .phrygian : nil
        case "lydian": return digits.isEmpty ? .lydian : nil
        case "mixolydian", "mixo": return digits.isEmpty ? .mixolydian : nil
        case "locrian": return digits.isEmpty ? .locrian : nil
        default: return nil
        }
    }
}

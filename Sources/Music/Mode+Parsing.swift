extension Mode {
    /// Reads a mode's name or usual abbreviation, without regard to case: `minor`, `min`, `maj`, `Dorian`, `mixo`,
    /// `ionian` (major), `aeolian` (minor). A single letter is the one case-sensitive form: `m` is minor, `M` is major.
    /// `nil` for anything else.
    public init?(parsing text: some StringProtocol) {
        let word = String(text.filter { !$0.isWhitespace })
        if word == "M" {
            self = .major
            return
        }
        switch word.lowercased() {
        case "major", "maj", "ionian": self = .major
        case "minor", "min", "m", "aeolian", "naturalminor": self = .minor
        case "dorian", "dor": self = .dorian
        case "phrygian", "phryg", "phr": self = .phrygian
        case "lydian", "lyd": self = .lydian
        case "mixolydian", "mixo", "mix": self = .mixolydian
        case "locrian", "loc": self = .locrian
        default: return nil
        }
    }
}

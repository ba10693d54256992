/// A mode of the diatonic scale. Major and minor are spelled `major` and `minor`; the church modes keep their names.
public enum Mode: String, CaseIterable, Hashable, Sendable {
    case major, minor, dorian, phrygian, lydian, mixolydian, locrian

    /// Semitones from this mode's tonic up to the tonic of its parent major scale (D dorian → C major is 10).
    var stepsToParentMajor: Int {
        switch self {
        case .major: 0
        case .dorian: 10
        case .phrygian: 8
        case .lydian: 7
        case .mixolydian: 5
        case .minor: 3
        case .locrian: 1
        }
    }

    /// Whether the third above the tonic is minor; such modes have a minor parent for compatibility.
    public var isMinorish: Bool {
        switch self {
        case .major, .lydian, .mixolydian: false
        case .minor, .dorian, .phrygian, .locrian: true
        }
    }
}

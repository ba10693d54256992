/// What a live server of the tests has in its library.
public enum ServedLibrary: String, CaseIterable, Sendable {
    /// Sounds made for the tests, of every tempo and key that a scenario needs.
    case fixture
    /// Debian's `sonic-pi-samples` (CC0), which `make deps` installs: recorded loops and hits as people have them.
    case pack

    /// Where the package puts its files.
    static let packFolder = "/usr/share/sonic-pi/samples"

    /// A tempo at which the library has loops of half the time, that time, and the tempo of a loop that fits in no time.
    public var halfTime: (session: Double, half: Double, other: Double) {
        switch self {
        case .fixture: (140, 70, 105)
        case .pack: (194, 97, 148)
        }
    }

    /// A pack that holds drums, and maybe all there is.
    public var drumPack: String {
        switch self {
        case .fixture: "Drums"
        case .pack: "samples"
        }
    }
}

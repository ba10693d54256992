extension Key {
    /// The major or minor key `fifths` steps clockwise of C major (or A minor) on the circle of fifths.
    init(fifths: Int, mode: Mode) {
        let major = PitchClass(fifths * 7)
        self.init(tonic: mode.isMinorish ? major.transposed(by: -3) : major, mode: mode.isMinorish ? .minor : .major)
    }

    /// The parent's place on the circle of fifths, 0…11 clockwise from C major and A minor.
    var fifths: Int {
        let parent = parent
        let major = parent.mode == .minor ? parent.tonic.transposed(by: 3) : parent.tonic
        // 7 is its own inverse modulo 12, so the same product that walks the circle finds the place on it.
        return (major.semitone * 7) % 12
    }

    /// The Camelot code of the parent: `8A` for A minor, `8B` for C major.
    public var camelot: String { "\((fifths + 7) % 12 + 1)\(parent.mode == .minor ? "A" : "B")" }

    /// The Open Key code of the parent: `1m` for A minor, `1d` for C major.
    public var openKey: String { "\(fifths + 1)\(parent.mode == .minor ? "m" : "d")" }
}

import Music

/// The relations of all 576 pairs of keys, made once from the notes themselves: two keys with seven notes in common are
/// the same or relative (R), with six they are neighbours (N) or diagonal (D) by mode; P shares only the tonic's name.
/// Rows and columns are C…B major, then C…B minor. S, R and N are compatible.
enum GoldenKeyTable {
    static let rows = """
        S....N.N....P.D.D....R..
        .S....N.N....P.D.D....R.
        ..S....N.N....P.D.D....R
        ...S....N.N.R..P.D.D....
        ....S....N.N.R..P.D.D...
        N....S....N...R..P.D.D..
        .N....S....N...R..P.D.D.
        N.N....S........R..P.D.D
        .N.N....S...D....R..P.D.
        ..N.N....S...D....R..P.D
        ...N.N....S.D.D....R..P.
        ....N.N....S.D.D....R..P
        P..R....D.D.S....N.N....
        .P..R....D.D.S....N.N...
        D.P..R....D...S....N.N..
        .D.P..R....D...S....N.N.
        D.D.P..R........S....N.N
        .D.D.P..R...N....S....N.
        ..D.D.P..R...N....S....N
        ...D.D.P..R.N.N....S....
        ....D.D.P..R.N.N....S...
        R....D.D.P....N.N....S..
        .R....D.D.P....N.N....S.
        ..R....D.D.P....N.N....S
        """.split(separator: "\n").map { Array($0) }

    static func relation(_ letter: Character) -> KeyRelation? {
        switch letter {
        case "S": .same
        case "R": .relative
        case "N": .neighbour
        case "D": .diagonal
        case "P": .parallel
        case ".": .other
        default: nil
        }
    }
}

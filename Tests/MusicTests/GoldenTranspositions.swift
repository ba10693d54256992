/// The shift that brings each of 24 keys (rows: C…B major, C…B minor) beside each other one (columns, the same): the
/// smallest in semitones, then the closer relation, then the upward one. Made once from the scales' notes, by counting those
/// in common, and not by the circle of fifths. `6` is no shift, `5` one semitone down, `7` one up.
enum GoldenTranspositions {
    static let rows = """
        6784567678459abc12345678
        56784567678489abc1234567
        456784567678789abc123456
        8456784567676789abc12345
        78456784567656789abc1234
        678456784567456789abc123
        7678456784563456789abc12
        67678456784523456789abc1
        567678456784123456789abc
        456767845678c123456789ab
        845676784567bc123456789a
        784567678456abc123456789
        3456789abc12678456767845
        23456789abc1567845676784
        123456789abc456784567678
        c123456789ab845678456767
        bc123456789a784567845676
        abc123456789678456784567
        9abc12345678767845678456
        89abc1234567676784567845
        789abc123456567678456784
        6789abc12345456767845678
        56789abc1234845676784567
        456789abc123784567678456
        """.split(separator: "\n").map { row in row.compactMap { $0.hexDigitValue.map { $0 - 6 } } }
}

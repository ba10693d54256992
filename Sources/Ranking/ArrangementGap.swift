public import Music

/// What an arrangement lacks, judged by the roles of what is playing.
///
/// An arrangement is built in layers, after the elements that Bobby Owsinski names in *The Mixing Engineer's Handbook*
/// (foundation, pad, rhythm, lead, fills). Each part of a layer is filled by any one of its roles; what is lacking are the
/// empty parts of the lowest layer that has any: nobody needs fills over a missing bass. `loop` and `one-shot` tell the
/// form of a sample and not what it does, so they fill nothing.
public struct ArrangementGap: Hashable, Sendable {
    /// Roles that play, in the order of `Role`.
    public var present: [Role]
    /// Roles any of which would fill a part that is lacking; empty when nothing is, or when it cannot be told.
    public var lacking: [Role]
    /// For people: what plays, and what that leaves open.
    public var text: String

    /// One thing an arrangement needs, and the roles that give it.
    private struct Part {
        var name: String
        var roles: [Role]
    }

    /// From the ground up.
    private static let layers: [[Part]] = [
        [Part(name: "drums", roles: [.drums]), Part(name: "a bass", roles: [.bass])],
        [
            Part(name: "harmony", roles: [.chords, .pad]),
            Part(name: "a lead", roles: [.melody, .vocal]),
        ],
        [Part(name: "percussion", roles: [.percussion]), Part(name: "effects", roles: [.fx])],
    ]

    /// A role that is less sure than this is not counted as playing.
    static let roleFloor = 0.5

    /// - Parameter playing: what the library knows of the samples in the project; those it does not know are left out.
    public init(playing: [SampleFacts]) {
        let heard = Set(
            playing.compactMap { sample in
                sample.role.flatMap { $0.confidence >= Self.roleFloor ? $0.value : nil }
            })
        present = Role.allCases.filter(heard.contains)
        let telling = present.filter { $0 != .loop && $0 != .oneShot }
        let open = Self.layers.lazy.map { layer in layer.filter { heard.isDisjoint(with: $0.roles) } }
            .first { !$0.isEmpty }
        guard !telling.isEmpty else {
            lacking = []
            text =
                playing.isEmpty
                ? "nothing of the library is playing yet, so any role will do"
                : "the roles of what is playing are not known well enough, so any role will do"
            return
        }
        let playing = Self.list(telling.map(\.rawValue)) + (telling.count == 1 ? " plays" : " play")
        guard let open else {
            lacking = []
            text = "\(playing): no part is missing, so any role will do"
            return
        }
        lacking = open.flatMap(\.roles)
        text = "\(playing); \(Self.list(open.map(\.name))) \(open.count == 1 ? "is" : "are") lacking"
    }

    /// `a`, `a and b`, `a, b and c`.
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

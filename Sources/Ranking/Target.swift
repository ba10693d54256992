public import Music

/// What a target vector was made of, so that a reason can say what a sample is close to.
public struct Target: Hashable, Sendable {
    /// The roles of the samples accepted before, the most recent first; `nil` for an unknown one.
    public var accepted: [Role?]
    /// Samples in the project now.
    public var playing: Int
    /// Samples the user pinned.
    public var pinned: Int
    /// Moods with a prototype.
    public var moods: [Tag]
    /// The sample whose like is looked for.
    public var like: SampleFacts?

    public init(
        accepted: [Role?] = [], playing: Int = 0, pinned: Int = 0, moods: [Tag] = [],
        like: SampleFacts? = nil
    ) {
        self.accepted = accepted
        self.pinned = pinned
        self.playing = playing
        self.moods = moods
        self.like = like
    }

    /// `the bass you accepted`, `what is playing and dark samples`: completes "close to …".
    var phrase: String {
        if let like { return like.name }
        var parts: [String] = []
        if accepted.count == 1, let role = accepted[0] {
            parts.append("the \(role.rawValue) you accepted")
        } else if !accepted.isEmpty {
            parts.append(
                accepted.count == 1 ? "the sample you accepted" : "the \(accepted.count) samples you accepted last")
        }
        if playing > 0 { parts.append("what is playing") }
        if pinned > 0 { parts.append("what you pinned") }
        if !moods.isEmpty { parts.append("\(moods.map(\.text).joined(separator: ", ")) samples") }
        return parts.joined(separator: " and ")
    }
}

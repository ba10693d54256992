public import Music

/// A judgement that teaches the ranking. `view` and `preview` are telemetry only.
public enum Judgement: String, CaseIterable, Hashable, Sendable, Codable {
    case accept, skip
}

/// What one user has taught: a pure reducer over judgements, pins and bans.
public struct TasteProfile: Hashable, Sendable {
    /// Pinned samples, first pinned first.
    public private(set) var pins: [SampleID] = []
    public private(set) var bannedSamples: Set<SampleID> = []
    public private(set) var bannedPacks: Set<String> = []
    public private(set) var bannedTags: Set<Tag> = []
    /// Accepted samples with the time of their latest accept, oldest first.
    public private(set) var accepted: [Accepted] = []

    public init() {}
}

/// One accepted sample.
public struct Accepted: Hashable, Sendable {
    public var id: SampleID
    public var at: UnixTime

    public init(id: SampleID, at: UnixTime) {
        self.id = id
        self.at = at
    }
}

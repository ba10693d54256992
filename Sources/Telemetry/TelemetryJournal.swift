public import Ranking

/// How a batch was taken.
public struct BatchReceipt: Hashable, Sendable {
    public var accepted: Int
    /// Events whose id was known already, in the journal or earlier in the batch.
    public var duplicates: Int
    /// The ids that were new, in the order given: only these may teach.
    public var acceptedIDs: [String]

    public init(accepted: Int, duplicates: Int, acceptedIDs: [String]) {
        self.accepted = accepted
        self.duplicates = duplicates
        self.acceptedIDs = acceptedIDs
    }
}

/// The durable record of what was shown and what people did. Conformers: `Catalog` (SQLite), in-memory in the tests.
public protocol TelemetryJournal: Sendable {
    /// Returns only when the whole batch is on disk; a known `eventID` is counted as a duplicate, not stored again.
    func append(_ events: [TelemetryEvent]) async throws -> BatchReceipt

    /// Server-written impressions; idempotent by set id.
    func append(_ impressions: [Impression]) async throws

    /// What other nodes wrote, together with the place up to which it was read; what is known already is left out.
    func take(_ entries: [JournalEntry], through position: String) async throws -> BatchReceipt

    /// Accepts and skips that stand, in the order they were received: what a taste profile is rebuilt from.
    func judgements() async throws -> [JudgedSample]

    /// What an undo that was stored took back; `nil` when nothing stood before it.
    func judgement(undoneBy undo: TelemetryEvent) async throws -> JudgedSample?

    /// Counts per arm for one experiment.
    func tallies(experiment: String) async throws -> [ArmTally]
}

/// One judgement of one sample.
public struct JudgedSample: Hashable, Sendable {
    public var judgement: Judgement
    public var sample: SampleID
    public var session: SessionID
    public var at: UnixTime

    public init(judgement: Judgement, sample: SampleID, session: SessionID, at: UnixTime) {
        self.judgement = judgement
        self.sample = sample
        self.session = session
        self.at = at
    }
}

/// What happened in one arm. What was taken back does not count. An event belongs to the arm of the set it names, counts only for a sample that was in that
/// set, and counts once per suggestion however often it was reported, so that each count of events is at most
/// ``impressions``.
public struct ArmTally: Hashable, Sendable {
    public var arm: String
    public var sessions: Int
    /// Sets sent.
    public var sets: Int
    /// Suggestions in them.
    public var impressions: Int
    public var views: Int
    public var previews: Int
    public var accepts: Int
    public var skips: Int
    /// Sets of which at least one suggestion was accepted; at most ``sets``.
    public var acceptedSets: Int

    public init(
        arm: String, sessions: Int = 0, sets: Int = 0, impressions: Int = 0, views: Int = 0, previews: Int = 0,
        accepts: Int = 0, skips: Int = 0, acceptedSets: Int = 0
    ) {
        self.arm = arm
        self.sessions = sessions
        self.sets = sets
        self.impressions = impressions
        self.views = views
        self.previews = previews
        self.accepts = accepts
        self.skips = skips
        self.acceptedSets = acceptedSets
    }

    /// Adds suggestions that met with a reaction, and the sets they were in.
    public mutating func count(_ kind: TelemetryKind, suggestions: Int, sets: Int) {
        switch kind {
        case .view: views += suggestions
        case .preview: previews += suggestions
        case .skip: skips += suggestions
        case .undo: break
        case .accept:
            accepts += suggestions
            acceptedSets += sets
        }
    }
}

/// What can be banned.
public enum BanScope: String, CaseIterable, Hashable, Sendable, Codable {
    case sample, pack, tag
}

/// One standing wish of a person about the library.
public enum Wish: Hashable, Sendable, Codable {
    case pin(SampleID)
    case ban(BanScope, String)
}

/// Pins and bans, kept until undone. Conformers: `Catalog`, in-memory in the tests.
public protocol WishStore: Sendable {
    /// Idempotent: pinning twice keeps the first place.
    func grant(_ wish: Wish, at now: UnixTime) async throws
    /// Idempotent.
    func withdraw(_ wish: Wish) async throws
    /// All standing wishes, oldest first.
    func wishes() async throws -> [Wish]
}

/// Experiment settings that survive a restart. Conformers: `Catalog`, in-memory in the tests.
public protocol ExperimentStore: Sendable {
    func experiments() async throws -> [Experiment]
    func save(_ experiment: Experiment) async throws
}

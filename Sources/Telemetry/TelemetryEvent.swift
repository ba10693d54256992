public import Ranking

/// What a person did with a suggestion; the raw values are the wire names.
public enum TelemetryKind: String, CaseIterable, Hashable, Sendable {
    case view = "recommendation.view"
    case preview = "recommendation.preview"
    case accept = "recommendation.accept"
    case skip = "recommendation.skip"
    /// Takes back the newest accept or skip of the same sample in the same set and session, if that stands.
    case undo = "recommendation.undo"

    /// What it teaches the ranking; seeing and hearing teach nothing by themselves.
    public var judgement: Judgement? {
        switch self {
        case .accept: .accept
        case .skip: .skip
        case .view, .preview, .undo: nil
        }
    }
}

/// One event of `POST /v1/telemetry/recommendations`, validated.
public struct TelemetryEvent: Hashable, Sendable {
    /// Chosen by the client; the same id twice is the same event. 1–128 bytes.
    public var eventID: String
    public var kind: TelemetryKind
    public var setID: String
    public var sample: SampleID
    /// The place at which it was shown, from 1.
    public var rank: Int
    public var session: SessionID
    /// By the client's clock.
    public var occurredAt: UnixTime
    /// By ours.
    public var receivedAt: UnixTime
    public var dwellMilliseconds: Int?
    /// The client's own JSON object, verbatim, or `nil`.
    public var metadata: String?

    public init(
        eventID: String, kind: TelemetryKind, setID: String, sample: SampleID, rank: Int, session: SessionID,
        occurredAt: UnixTime, receivedAt: UnixTime, dwellMilliseconds: Int? = nil, metadata: String? = nil
    ) {
        self.eventID = eventID
        self.kind = kind
        self.setID = setID
        self.sample = sample
        self.rank = rank
        self.session = session
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
        self.dwellMilliseconds = dwellMilliseconds
        self.metadata = metadata
    }
}

/// A set that was sent: what the server itself knows was shown, whatever clients report.
public struct Impression: Hashable, Sendable {
    public var setID: String
    public var session: SessionID
    public var revision: Int
    public var mode: RankingMode
    public var experiment: String?
    public var arm: String?
    public var at: UnixTime
    public var items: [Item]

    /// One place of the set.
    public struct Item: Hashable, Sendable {
        public var rank: Int
        public var sample: SampleID
        public var score: Double
        public var source: SuggestionSource

        public init(rank: Int, sample: SampleID, score: Double, source: SuggestionSource) {
            self.rank = rank
            self.sample = sample
            self.score = score
            self.source = source
        }
    }

    public init(
        setID: String, session: SessionID, revision: Int, mode: RankingMode, experiment: String?, arm: String?,
        at: UnixTime, items: [Item]
    ) {
        self.setID = setID
        self.session = session
        self.revision = revision
        self.mode = mode
        self.experiment = experiment
        self.arm = arm
        self.at = at
        self.items = items
    }
}

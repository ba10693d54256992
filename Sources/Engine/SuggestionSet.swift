public import Ranking

/// The arm a session was dealt.
public struct Assignment: Hashable, Sendable {
    public var experiment: String
    public var arm: String

    public init(experiment: String, arm: String) {
        self.experiment = experiment
        self.arm = arm
    }
}

/// How long each stage of one answer took, milliseconds.
public struct StageTimings: Hashable, Sendable {
    /// From the arrival of the change to the start of ranking.
    public var queue = 0.0
    /// Filters and the fused scan.
    public var scan = 0.0
    /// List level, reasons and fit.
    public var rerank = 0.0
    public var encode = 0.0
    public var total: Double { queue + scan + rerank + encode }

    public init() {}
}

/// One ranked answer as it is sent, over HTTP and on the stream alike.
public struct SuggestionSet: Sendable {
    /// A ULID; telemetry names it.
    public var id: String
    public var session: SessionID?
    /// Of the context that was ranked; 0 when the session has none.
    public var revision: Int
    public var mode: RankingMode
    public var assignment: Assignment?
    public var generatedAt: UnixTime
    public var timings: StageTimings
    /// What was ranked, as JSON text.
    public var context: String
    public var list: SuggestionList

    /// The time allowed from the change to the frame on the socket, milliseconds.
    public static let budgetMilliseconds = 200

    public init(
        id: String, session: SessionID?, revision: Int, mode: RankingMode, assignment: Assignment?,
        generatedAt: UnixTime, timings: StageTimings, context: String, list: SuggestionList
    ) {
        self.id = id
        self.session = session
        self.revision = revision
        self.mode = mode
        self.assignment = assignment
        self.generatedAt = generatedAt
        self.timings = timings
        self.context = context
        self.list = list
    }
}

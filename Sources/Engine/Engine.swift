public import Library
public import Logging
public import Ranking
public import SampleIndex
public import Sessions
public import Streaming
import Synchronization
public import Telemetry

/// Everything the engine talks to, joined by the program's bootstrap.
public struct EngineParts: Sendable {
    public var contexts: any ContextStore
    public var saved: any SavedContexts
    public var library: any LibraryStore
    public var journal: any TelemetryJournal
    public var wishes: any WishStore
    public var experiments: any ExperimentStore
    /// Where revocations outlive the process; without it they do not.
    public var revocations: (any RevocationStore)?
    public var feed: Feed
    /// What other nodes do that share the feed; `nil` for a node that is alone.
    public var news: AsyncStream<FeedNews>?
    /// What the other nodes have yet to be told; `nil` for a node that is alone.
    public var backlog: (any BacklogSource)?
    public var clock: EngineClock
    public var logger: Logger
    /// The mode of sessions that neither a person nor an experiment decides.
    public var defaultMode: RankingMode
    /// Where what can be made again is kept, such as the index; without it, memory.
    public var dataFolder: String?
    /// What scans embed sounds with, most preferred first.
    public var embedders: [any Embedder]
    /// Where the server's own wishes about ranking are kept, or `nil` for the built-in ones.
    public var rankingFile: RankingFile?
    /// Whether what changes in the imported folders is brought into the library.
    public var followsFolders: Bool

    public init(
        contexts: any ContextStore, saved: any SavedContexts, library: any LibraryStore,
        journal: any TelemetryJournal, wishes: any WishStore, experiments: any ExperimentStore, feed: Feed,
        news: AsyncStream<FeedNews>? = nil, clock: EngineClock, logger: Logger, defaultMode: RankingMode = .fusion,
        dataFolder: String? = nil,
        embedders: [any Embedder] = [], rankingFile: RankingFile? = nil, followsFolders: Bool = false,
        revocations: (any RevocationStore)? = nil, backlog: (any BacklogSource)? = nil
    ) {
        self.backlog = backlog
        self.revocations = revocations
        self.rankingFile = rankingFile
        self.followsFolders = followsFolders
        self.embedders = embedders
        self.dataFolder = dataFolder
        self.contexts = contexts
        self.saved = saved
        self.library = library
        self.journal = journal
        self.wishes = wishes
        self.experiments = experiments
        self.feed = feed
        self.news = news
        self.clock = clock
        self.logger = logger
        self.defaultMode = defaultMode
    }
}

/// The path of one context update, from its arrival to the frame, and everything else that changes what people see.
///
/// One method per request of the contract; the background half is ``run()``. Every change, whatever its kind, ends in
/// ``refresh(_:since:)``: the session is marked and its newest state is ranked once.
public final class Engine: Sendable {
    let parts: EngineParts
    let live = LiveSessions()
    let home: IndexHome
    let index: Mutex<LoadedIndex>
    let rebuilds = IndexRebuilds()
    let taste: Mutex<TasteProfile>
    let experimentTable: Mutex<[Experiment]>
    let rankingQueues: RankingQueues
    let impressions: ImpressionLog
    let scans = ScanDesk()
    let owed = Mutex(OwedLists())
    let overtaken = OvertakenSessions()
    /// Deeds of which the newest here is another node's; see ``share(_:_:)``.
    let contested = Mutex(Set<String>())
    /// Sessions that were ended here while the other nodes could not be told.
    let endedAlone = Mutex(Set<SessionID>())
    /// Counts the sessions that were ended: an update that saw none of it need not look again.
    let endings = Atomic(0)
    let revocations = Mutex(TicketRevocations())
    /// `nil` until folders are followed.
    let following = Mutex<FollowState?>(nil)
    let meters = EngineMeters()
    let defaults: RankingDefaults

    private init(
        parts: EngineParts, home: IndexHome, index: IndexSnapshot, taste: TasteProfile, experiments: [Experiment],
        defaults: RankingDefaults, workers: Int
    ) {
        self.parts = parts
        self.defaults = defaults
        self.home = home
        self.index = Mutex(LoadedIndex(index))
        self.taste = Mutex(taste)
        experimentTable = Mutex(experiments)
        rankingQueues = RankingQueues(workers: workers)
        impressions = ImpressionLog(journal: parts.journal, logger: parts.logger)
    }

    /// Loads the library, the taste, the experiments and the saved sessions, and is then ready to answer.
    ///
    /// - Parameter workers: how many sessions are ranked at once, one per core.
    /// - Throws: also ``RankingFileError``, when the ranking configuration is refused.
    public static func open(_ parts: EngineParts, workers: Int) async throws -> Engine {
        let defaults = try RankingDefaults(parts.rankingFile)
        let home = IndexHome(library: parts.library, folder: parts.dataFolder, logger: parts.logger)
        let snapshot = try await home.open()
        let taste = try await TasteHistory.replay(
            judgements: parts.journal.judgements(), wishes: parts.wishes.wishes(), library: snapshot)
        var experiments = try await parts.experiments.experiments()
        if experiments.isEmpty {
            experiments = [.fusionVersusRules]
            try await parts.experiments.save(.fusionVersusRules)
        }
        await parts.contexts.restore(try await parts.saved.savedSessions())
        let engine = Engine(
            parts: parts, home: home, index: snapshot, taste: taste, experiments: experiments, defaults: defaults,
            workers: max(1, workers))
        try await engine.restoreRevocations()
        return engine
    }

    /// The library as it is ranked now.
    public var snapshot: IndexSnapshot { index.withLock { $0.snapshot } }

    var clock: EngineClock { parts.clock }
}

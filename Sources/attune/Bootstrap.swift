import AttuneServer
import AttuneSettings
import Catalog
import Engine
import Foundation
import Logging
import Ranking
import RedisStore
import ServiceLifecycle
import Sessions
import Streaming

/// Joins the rooms for `attune serve`: the one file that names every concrete type.
struct Bootstrap {
    /// Cursors a client can still resume from, per user.
    private static let feedCapacity = 65_536

    let settings: Settings
    let logger: Logger

    /// The services of one node, in the order they start; they stop in reverse, so the engine outlives the server.
    ///
    /// - Parameter onListening: told the bound port once connections are accepted.
    func services(onListening: @escaping @Sendable (Engine, Int) async -> Void) async throws -> [any Service] {
        let catalog = try Catalog(folder: settings.dataDir, isShared: settings.redis != nil)
        try ServiceClaim.take(settings.dataDir)
        var feedSettings = FeedSettings()
        feedSettings.maxAge = .seconds(settings.streamMaxAgeSeconds)
        feedSettings.maxStreams = settings.maxStreams
        feedSettings.maxStreamsPerCaller = settings.maxStreamsPerCaller
        var random = SystemRandomNumberGenerator()
        let feed = Feed(epoch: Epoch(using: &random), capacity: Self.feedCapacity, settings: feedSettings)
        let shared = try sharedFeed(feed)
        await shared?.join()
        let store = try await contextStore(tellingOn: shared)
        let parts = EngineParts(
            contexts: store.contexts, saved: catalog, library: catalog, journal: catalog, wishes: catalog,
            experiments: catalog, feed: feed, news: shared?.news, clock: .system, logger: logger,
            defaultMode: RankingMode(rawValue: settings.defaultMode.rawValue) ?? .fusion,
            dataFolder: settings.dataDir, embedders: Embedders.configured(settings),
            rankingFile: RankingFile(settings), followsFolders: settings.watch == .on, revocations: catalog,
            backlog: settings.redis.map { _ in catalog })
        let engine = try await Engine.open(parts, workers: ProcessInfo.processInfo.activeProcessorCount)
        let gate = Gate(
            authority: try await settings.authentication.authority(),
            asksForTokens: settings.authentication.isConfigured, origins: OriginList(settings.corsOrigins))
        let application = makeApplication(
            engine: engine,
            settings: try ServerSettings(
                host: settings.host, port: settings.port, asksForTokens: settings.authentication.isConfigured),
            gate: gate, clock: .system, logger: logger, whenListening: { port in await onListening(engine, port) })
        let server = DrainingService(application, engine: engine, window: .seconds(settings.drainWindowSeconds))
        return store.services + (shared.map { [FeedService(feed: $0)] } ?? [])
            + (try exchanges(of: catalog, with: engine)).map { ExchangeService(exchange: $0) }
            + [engine, server, HangupService(engine: engine)]
    }

    /// With Redis, what brings every node's telemetry, and what changes in its library, to every other.
    private func exchanges(of catalog: Catalog, with engine: Engine) throws -> [StreamExchange] {
        guard let url = settings.redis else { return [] }
        let endpoint = try RedisEndpoint(url: url)
        let journal = JournalSide(catalog, logger: logger) { entries, position in
            try await engine.follow(entries, through: position)
        }
        return [
            StreamExchange(
                of: .telemetry, through: endpoint, side: journal, settings: redisSettings, logger: logger),
            StreamExchange(
                of: .library, through: endpoint, side: LibrarySide(catalog, logger: logger), settings: redisSettings,
                logger: logger),
        ]
    }

    /// With Redis, the feed that all its nodes share.
    private func sharedFeed(_ feed: Feed) throws -> RedisFeed? {
        guard let url = settings.redis else { return nil }
        return RedisFeed(try RedisEndpoint(url: url), feed: feed, settings: redisSettings, logger: logger)
    }

    private var redisSettings: RedisSettings {
        var redisSettings = RedisSettings()
        redisSettings.idleLimit = Double(settings.sessionTTLSeconds)
        return redisSettings
    }

    /// With Redis, a first attempt to connect comes before the engine takes the saved sessions; if it fails, the node
    /// serves what it has and the store's service goes on trying.
    private func contextStore(
        tellingOn feed: RedisFeed?
    ) async throws -> (contexts: any ContextStore, services: [any Service]) {
        guard let url = settings.redis else {
            return (InMemoryContextStore(idleLimit: Double(settings.sessionTTLSeconds)), [])
        }
        let store = RedisContextStore(
            try RedisEndpoint(url: url), settings: redisSettings, logger: logger,
            telling: feed.map { .init(on: $0, as: { $0.sharedContextFrame() }) })
        await store.connect()
        return (store, [RedisService(store: store)])
    }
}

/// The store's reconnect and write-back loop, ended with the other services.
private struct RedisService: Service {
    let store: RedisContextStore

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await store.run() }
    }
}

/// Keeps this node in the shared feed.
private struct FeedService: Service {
    let feed: RedisFeed

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await feed.run() }
    }
}

/// Tells the other nodes what this one stores, and reads what they do.
private struct ExchangeService: Service {
    let exchange: StreamExchange

    func run() async throws {
        await cancelWhenGracefulShutdown { await exchange.run() }
    }
}

extension EngineClock {
    /// The machine's clocks and randomness.
    static let system = EngineClock(
        now: { UnixTime(Date().timeIntervalSince1970) },
        nanoseconds: { DispatchTime.now().uptimeNanoseconds },
        random: { UInt64.random(in: .min ... .max) })
}

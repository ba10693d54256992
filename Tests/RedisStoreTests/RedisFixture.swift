import AttuneTesting
import Logging
import Ranking
import RedisStore
import Sessions
import Testing

/// A server, a store connected to it, and limits that suit a busy machine.
struct RedisFixture {
    let server: RedisServerProcess
    let store: RedisContextStore

    init(
        arguments: [String] = [], connected: Bool = true, limit: Duration = .seconds(2),
        connectLimit: Duration = .seconds(3), probeInterval: Duration = .milliseconds(20)
    ) async throws {
        server = try RedisServerProcess(arguments: arguments)
        store = try Self.store(
            at: server.url, limit: limit, connectLimit: connectLimit, probeInterval: probeInterval)
        if connected {
            await store.connect()
            try #require(store.health == .healthy)
        }
    }

    init(server: RedisServerProcess, store: RedisContextStore) {
        self.server = server
        self.store = store
    }

    static func store(
        at url: String, idleLimit: Double = 600, limit: Duration = .seconds(2),
        connectLimit: Duration = .seconds(3), probeInterval: Duration = .milliseconds(20)
    ) throws -> RedisContextStore {
        var settings = RedisSettings()
        settings.commandLimit = limit
        settings.connectLimit = connectLimit
        settings.probeInterval = probeInterval
        settings.backoff.first = .milliseconds(5)
        settings.backoff.longest = .milliseconds(50)
        settings.idleLimit = idleLimit
        return RedisContextStore(
            try RedisEndpoint(url: url), settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs the store's background service for the length of `body`.
    func serving(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.run() }
            try await body()
            group.cancelAll()
        }
    }

    /// Waits until health is, or is no longer, healthy.
    func until(healthy: Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while (store.health == .healthy) != healthy {
            try #require(ContinuousClock.now < deadline, "\(store.health)")
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    func apply(_ id: String, _ patch: String, version: Int? = nil, key: String? = nil) async throws -> ContextOutcome {
        try await store.apply(
            ContextUpdate(
                session: id.session, patch: ContextPatch(parsing: JSONValue(jsonText: patch)), version: version,
                idempotencyKey: key, receivedAt: .ofDay()))
    }

    func session(_ id: String) async throws -> StoredSession? { try await store.session(id.session, at: .ofDay()) }
}

extension String {
    /// The text as a session id; the tests' own ids are all of the accepted form.
    var session: SessionID {
        get throws { try #require(SessionID(self)) }
    }
}

extension ContextOutcome {
    var session: StoredSession {
        switch self {
        case .applied(let session), .told(let session), .replayed(let session): session
        }
    }

    var isApplied: Bool { if case .applied = self { true } else { false } }
    var isTold: Bool { if case .told = self { true } else { false } }
}

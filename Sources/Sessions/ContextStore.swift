public import Ranking

/// One request to change a session's context.
public struct ContextUpdate: Sendable {
    public var session: SessionID
    public var patch: ContextPatch
    /// The sender's own counter. Older than the stored one is refused; equal or newer is applied and stored.
    public var version: Int?
    /// The same key for the same session within the session's life is applied once.
    public var idempotencyKey: String?
    public var receivedAt: UnixTime

    public init(
        session: SessionID, patch: ContextPatch, version: Int? = nil, idempotencyKey: String? = nil,
        receivedAt: UnixTime
    ) {
        self.session = session
        self.patch = patch
        self.version = version
        self.idempotencyKey = idempotencyKey
        self.receivedAt = receivedAt
    }
}

/// Who decides a session's ranking mode.
public enum ModeSetting: String, CaseIterable, Hashable, Sendable, Codable {
    /// The experiment's arm, else the server's default.
    case auto
    case fusion, rules
}

/// A session as it is kept.
public struct StoredSession: Hashable, Sendable {
    public var id: SessionID
    /// 1 for the first accepted update, then +1 for each; never smaller than one that may still be on disk or on screens.
    public var revision: Int
    public var context: SessionContext { didSet { contextText = context.jsonText } }
    /// ``context`` as JSON text, written once: every update is shown twice, stored and answered.
    public private(set) var contextText: String
    public var mode: ModeSetting
    /// The newest `version` any sender gave.
    public var version: Int?
    public var updatedAt: UnixTime

    public init(
        id: SessionID, revision: Int = 0, context: SessionContext = SessionContext(), mode: ModeSetting = .auto,
        version: Int? = nil, updatedAt: UnixTime
    ) {
        self.id = id
        self.revision = revision
        self.context = context
        contextText = context.jsonText
        self.mode = mode
        self.version = version
        self.updatedAt = updatedAt
    }

    /// The session after an update that is neither stale nor a repetition.
    public func applying(_ update: ContextUpdate) -> StoredSession {
        var session = self
        session.context = update.patch.apply(to: context)
        session.revision += 1
        session.version = update.version ?? version
        session.updatedAt = max(updatedAt, update.receivedAt)
        return session
    }
}

/// What became of an update.
public enum ContextOutcome: Sendable, Hashable {
    case applied(StoredSession)
    /// Applied, and told of on the shared feed in the same step.
    case told(StoredSession)
    /// The idempotency key was seen before: nothing changed, and this is the session now.
    case replayed(StoredSession)
}

public enum ContextStoreError: Error, Hashable, Sendable {
    /// `version` is older than the stored one.
    case stale(stored: Int, given: Int)
}

/// Whether the store's shared half is reachable.
public enum StoreHealth: Hashable, Sendable {
    case healthy
    /// Serving what this node holds; a sentence says why and since when.
    case degraded(String)
}

/// Where contexts live. Conformers: ``InMemoryContextStore`` and `RedisContextStore`.
public protocol ContextStore: Sendable {
    func apply(_ update: ContextUpdate) async throws -> ContextOutcome
    /// `nil` when there is none or it has expired.
    func session(_ id: SessionID, at now: UnixTime) async throws -> StoredSession?
    /// Every live session this node knows, in id order.
    func sessions(at now: UnixTime) async throws -> [StoredSession]
    /// Sets the mode without touching context or revision; creates the session when there is none.
    func setMode(_ mode: ModeSetting, for id: SessionID, at now: UnixTime) async throws -> StoredSession
    /// Ends a session; false when there was none.
    func end(_ id: SessionID) async throws -> Bool
    /// Lets a copy go of what another node has ended, unless there is more to it here.
    func forget(_ id: SessionID) async
    /// Drops what has expired and returns it.
    func expire(at now: UnixTime) async throws -> ExpiredSessions
    /// Takes sessions saved by an earlier run; a session that is known and newer is kept.
    func restore(_ sessions: [StoredSession]) async
    var health: StoreHealth { get }
}

/// Sessions that a store has dropped.
public struct ExpiredSessions: Sendable, Hashable {
    /// These are over.
    public var gone: [SessionID]
    /// These only made room: whoever asks for one has it again.
    public var released: [SessionID]

    public init(gone: [SessionID] = [], released: [SessionID] = []) {
        self.gone = gone
        self.released = released
    }
}

/// Contexts on disk, so that a restart keeps every live session. Conformers: `Catalog`, in-memory in the tests.
public protocol SavedContexts: Sendable {
    /// Returns when the newest of each session is on disk; concurrent calls share one transaction. An older revision
    /// never replaces a newer one.
    func save(_ session: StoredSession) async throws
    func delete(_ ids: [SessionID]) async throws
    func savedSessions() async throws -> [StoredSession]
}

public import Ranking
import Synchronization

/// Contexts in this process's memory: one lock, held for the length of a merge and never across an `await`.
public final class InMemoryContextStore: ContextStore {
    private let table: Mutex<SessionTable>

    /// - Parameters:
    ///   - idleLimit: Seconds without an update after which a session is gone; a week by default.
    ///   - capacity: The most sessions held. A new one beyond it drops those that were idle the longest; the next
    ///     ``expire(at:)`` returns them.
    public init(idleLimit: Double = 7 * 86_400, capacity: Int = 100_000) {
        table = Mutex(SessionTable(idleLimit: idleLimit, capacity: capacity))
    }

    public func apply(_ update: ContextUpdate) async throws -> ContextOutcome {
        try table.withLock { try $0.apply(update) }
    }

    public func session(_ id: SessionID, at now: UnixTime) async throws -> StoredSession? {
        table.withLock { $0.session(id, at: now) }
    }

    public func sessions(at now: UnixTime) async throws -> [StoredSession] {
        table.withLock { $0.sessions(at: now) }
    }

    public func setMode(_ mode: ModeSetting, for id: SessionID, at now: UnixTime) async throws -> StoredSession {
        table.withLock { $0.setMode(mode, for: id, at: now) }
    }

    public func end(_ id: SessionID) async throws -> Bool { table.withLock { $0.end(id) } }

    public func forget(_ id: SessionID) async { _ = table.withLock { $0.end(id) } }

    /// What made room is held nowhere else.
    public func expire(at now: UnixTime) async throws -> ExpiredSessions {
        let (expired, dropped) = table.withLock { $0.expire(at: now) }
        return ExpiredSessions(gone: (expired + dropped).sorted())
    }

    public func restore(_ sessions: [StoredSession]) async {
        table.withLock { table in
            for session in sessions { table.adopt(session) }
        }
    }

    public var health: StoreHealth { .healthy }
}

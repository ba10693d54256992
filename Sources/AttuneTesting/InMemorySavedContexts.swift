public import Ranking
public import Sessions
import Synchronization

/// Saved sessions that live as long as the test: hand the same one to a second engine to play a restart.
public final class InMemorySavedContexts: SavedContexts {
    private struct State {
        var sessions: [SessionID: StoredSession] = [:]
        var failure: (any Error)?
    }
    private let state = Mutex(State())

    public init(_ sessions: [StoredSession] = []) {
        state.withLock { $0.sessions = Dictionary(sessions.map { ($0.id, $0) }) { _, newest in newest } }
    }

    /// Makes every write throw `error`, as a full disk would; `nil` mends it.
    public func fail(with error: (any Error)?) { state.withLock { $0.failure = error } }

    public func save(_ session: StoredSession) async throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            if let known = state.sessions[session.id] {
                guard (session.revision, session.updatedAt) >= (known.revision, known.updatedAt) else { return }
            }
            state.sessions[session.id] = session
        }
    }

    public func delete(_ ids: [SessionID]) async throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            for id in ids { state.sessions[id] = nil }
        }
    }

    public func savedSessions() async throws -> [StoredSession] {
        state.withLock { $0.sessions.values.sorted { $0.id < $1.id } }
    }
}

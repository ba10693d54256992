import Ranking
import Sessions
import Synchronization

/// The sessions this node serves, behind one lock. Lock order: `LiveSessions → Feed`.
final class LiveSessions: Sendable {
    private struct State {
        var sessions: [SessionID: LiveSession] = [:]
        /// Ended on request, and when: a stream that reconnects is told to stop. Bounded.
        var ended: [SessionID: UnixTime] = [:]
    }

    private let state = Mutex(State())
    private static let endedMemory = 10_000

    /// Runs `body` on a session, made on first use. Must not suspend and must not call back into this type.
    @discardableResult
    func with<Result>(
        _ id: SessionID, at now: UnixTime, _ body: (inout LiveSession) throws -> sending Result
    ) rethrows -> sending Result {
        try state.withLock { state in
            try body(&state.sessions[id, default: LiveSession(StoredSession(id: id, updatedAt: now))])
        }
    }

    /// Runs `body` on a session if it is known.
    @discardableResult
    func withExisting<Result>(
        _ id: SessionID, _ body: (inout LiveSession) throws -> sending Result
    ) rethrows -> sending Result? {
        try state.withLock { state in
            guard let place = state.sessions.index(forKey: id) else { return nil }
            return try body(&state.sessions.values[place])
        }
    }

    var ids: [SessionID] { state.withLock { Array($0.sessions.keys) } }
    var count: Int { state.withLock { $0.sessions.count } }

    /// Sessions that nobody has given a context yet, as far as this node knows.
    var strangers: [SessionID] { state.withLock { $0.sessions.filter { $0.value.stored.revision == 0 }.map(\.key) } }

    func remove(_ ids: [SessionID]) {
        state.withLock { state in
            for id in ids { state.sessions[id] = nil }
        }
    }

    /// Ends a session until somebody posts to it again.
    func end(_ id: SessionID, at now: UnixTime) {
        state.withLock { state in
            state.sessions[id] = nil
            state.ended[id] = now
            if state.ended.count > Self.endedMemory, let oldest = state.ended.min(by: { $0.value < $1.value }) {
                state.ended[oldest.key] = nil
            }
        }
    }

    func revive(_ id: SessionID) {
        state.withLock { _ = $0.ended.removeValue(forKey: id) }
    }

    func hasEnded(_ id: SessionID) -> Bool {
        state.withLock { $0.ended[id] != nil }
    }
}

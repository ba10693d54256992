import Ranking
import Sessions
import Synchronization

/// The sessions this node serves, in parts with a lock each: a list is put on the feed under its session's lock, and other
/// sessions need not wait for that. Lock order: `LiveSessions → Feed`.
final class LiveSessions: Sendable {
    private struct State {
        var sessions: [SessionID: LiveSession] = [:]
        /// Ended on request, and when: a stream that reconnects is told to stop. Bounded.
        var ended: [SessionID: UnixTime] = [:]
    }

    private final class Part: Sendable {
        let state = Mutex(State())
    }

    private let parts = (0..<64).map { _ in Part() }
    /// Ended sessions that a part remembers.
    private static let endedMemory = 256

    private func part(of id: SessionID) -> Part { parts[Int(UInt(bitPattern: id.hashValue) % UInt(parts.count))] }

    /// Runs `body` on a session, made on first use. Must not suspend and must not call back into this type.
    @discardableResult
    func with<Result>(
        _ id: SessionID, at now: UnixTime, _ body: (inout LiveSession) throws -> sending Result
    ) rethrows -> sending Result {
        try part(of: id).state.withLock { state in
            try body(&state.sessions[id, default: LiveSession(StoredSession(id: id, updatedAt: now))])
        }
    }

    /// Runs `body` on a session if it is known.
    @discardableResult
    func withExisting<Result>(
        _ id: SessionID, _ body: (inout LiveSession) throws -> sending Result
    ) rethrows -> sending Result? {
        try part(of: id).state.withLock { state in
            guard let place = state.sessions.index(forKey: id) else { return nil }
            return try body(&state.sessions.values[place])
        }
    }

    var ids: [SessionID] { parts.flatMap { part in part.state.withLock { Array($0.sessions.keys) } } }
    var count: Int { parts.reduce(0) { sum, part in sum + part.state.withLock { $0.sessions.count } } }

    /// Sessions that nobody has given a context yet, as far as this node knows.
    var strangers: [SessionID] {
        parts.flatMap { part in
            part.state.withLock { $0.sessions.filter { $0.value.stored.revision == 0 }.map(\.key) }
        }
    }

    func remove(_ ids: [SessionID]) {
        for id in ids { part(of: id).state.withLock { $0.sessions[id] = nil } }
    }

    /// Ends a session until somebody posts to it again.
    func end(_ id: SessionID, at now: UnixTime) {
        part(of: id).state.withLock { state in
            state.sessions[id] = nil
            state.ended[id] = now
            if state.ended.count > Self.endedMemory, let oldest = state.ended.min(by: { $0.value < $1.value }) {
                state.ended[oldest.key] = nil
            }
        }
    }

    func revive(_ id: SessionID) {
        part(of: id).state.withLock { _ = $0.ended.removeValue(forKey: id) }
    }

    func hasEnded(_ id: SessionID) -> Bool {
        part(of: id).state.withLock { $0.ended[id] != nil }
    }
}

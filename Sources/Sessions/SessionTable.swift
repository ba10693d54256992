public import Ranking

/// Live sessions by id: the pure state behind ``InMemoryContextStore`` and the replica of `RedisContextStore`.
public struct SessionTable: Sendable {
    /// Idle seconds after which a session is gone.
    public let idleLimit: Double
    /// The most sessions held; a new one beyond it drops the longest idle.
    public let capacity: Int
    private var states: [SessionID: SessionState] = [:]
    private var dropped: [SessionID] = []

    public init(idleLimit: Double, capacity: Int) {
        self.idleLimit = idleLimit
        self.capacity = max(1, capacity)
    }

    /// As ``ContextStore/apply(_:)``. O(fields), O(n) when the table is full and has to make room.
    public mutating func apply(_ update: ContextUpdate) throws(ContextStoreError) -> ContextOutcome {
        var state = state(update.session, at: update.receivedAt) ?? begin(update.session, at: update.receivedAt)
        let outcome = try state.apply(update)
        insert(state)
        return outcome
    }

    /// `nil` when there is none or it has been idle for too long.
    public func session(_ id: SessionID, at now: UnixTime) -> StoredSession? { state(id, at: now)?.session }

    /// Of a session that is held, an expired one too; 0 when there is none.
    public func revision(of id: SessionID) -> Int { states[id]?.session.revision ?? 0 }

    /// Every live session in id order.
    public func sessions(at now: UnixTime) -> [StoredSession] {
        states.values.map(\.session).filter { !isExpired($0, at: now) }.sorted { $0.id < $1.id }
    }

    /// As ``ContextStore/setMode(_:for:at:)``.
    public mutating func setMode(_ mode: ModeSetting, for id: SessionID, at now: UnixTime) -> StoredSession {
        var state = state(id, at: now) ?? begin(id, at: now)
        state.session.mode = mode
        state.session.updatedAt = max(state.session.updatedAt, now)
        insert(state)
        return state.session
    }

    /// False when there was none.
    public mutating func end(_ id: SessionID) -> Bool { states.removeValue(forKey: id) != nil }

    /// Drops what is idle for too long; returns it and what had to make room since the last call.
    public mutating func expire(at now: UnixTime) -> (expired: [SessionID], dropped: [SessionID]) {
        let expired = expired(at: now)
        for id in expired { states[id] = nil }
        defer { dropped = [] }
        return (expired.sorted(), dropped.filter { states[$0] == nil }.sorted())
    }

    /// Held sessions that have been idle for too long.
    public func expired(at now: UnixTime) -> [SessionID] {
        states.values.map(\.session).filter { isExpired($0, at: now) }.map(\.id)
    }

    /// Takes a session from elsewhere unless the one held is newer. Its idempotency keys stay, with this one more.
    public mutating func adopt(_ session: StoredSession, idempotencyKey: String? = nil) {
        var state = states[session.id] ?? SessionState(session)
        if session.revision >= state.session.revision { state.session = session }
        if let idempotencyKey { state.remember(idempotencyKey) }
        insert(state)
    }

    /// Takes a session from elsewhere whatever is held.
    public mutating func replace(_ session: StoredSession) {
        var state = states[session.id] ?? SessionState(session)
        state.session = session
        insert(state)
    }

    /// Lifts the revision of a session that is held, so that it is newer than `revision`.
    public mutating func raise(_ id: SessionID, above revision: Int) {
        guard let held = states[id]?.session.revision, held <= revision else { return }
        states[id]?.session.revision = revision + 1
    }

    /// How many sessions are held, expired ones included.
    public var count: Int { states.count }

    private func state(_ id: SessionID, at now: UnixTime) -> SessionState? {
        states[id].flatMap { isExpired($0.session, at: now) ? nil : $0 }
    }

    /// A new session. Its revisions go on from an expired one that has not been dropped yet: whoever still holds that
    /// one, on disk or on a stream, must see that this is newer.
    private func begin(_ id: SessionID, at now: UnixTime) -> SessionState {
        SessionState(StoredSession(id: id, revision: states[id]?.session.revision ?? 0, updatedAt: now))
    }

    private func isExpired(_ session: StoredSession, at now: UnixTime) -> Bool {
        now.since(session.updatedAt) > idleLimit
    }

    /// Makes room by dropping a sixteenth at once, so that a full table does not search on every new session.
    private mutating func insert(_ state: SessionState) {
        if states[state.session.id] == nil, states.count >= capacity {
            let oldest = states.values.map(\.session).sorted { $0.updatedAt < $1.updatedAt }
            for session in oldest.prefix(max(1, capacity / 16)) {
                states[session.id] = nil
                dropped.append(session.id)
            }
        }
        states[state.session.id] = state
    }
}

import NIOCore
public import Ranking
public import Sessions
public import Streaming

/// The answer to an accepted context update.
public struct UpdateReceipt: Sendable {
    public var session: StoredSession
    /// Where the stream stands once it has told of this update.
    public var cursor: FeedCursor
    public var mode: RankingMode
    public var assignment: Assignment?
    /// Why only this node knows of it for now; `nil` otherwise.
    public var degradation: String?
}

/// A stored session with the mode it is ranked in.
public struct SessionView: Sendable {
    public var session: StoredSession
    public var mode: RankingMode
    public var assignment: Assignment?
}

extension Engine {
    /// Merges a context update and returns once it is on disk; the new list follows on the stream, often earlier.
    ///
    /// - Throws: `ContextStoreError.stale` for an old version; ``EngineError/notDurable(_:)`` when the disk refuses.
    public func update(_ update: ContextUpdate) async throws -> UpdateReceipt {
        let arrival = clock.nanoseconds()
        let outcome = try await parts.contexts.apply(update)
        let session: StoredSession
        switch outcome {
        case .replayed(let known):
            // The first try may have been refused by the disk, or may still be on its way there.
            try await keep(known)
            return receipt(known)
        case .applied(let applied), .told(let applied): session = applied
        }
        live.revive(session.id)
        if case .told = outcome {
            _ = live.with(session.id, at: session.updatedAt) { $0.take(session) }
        } else {
            announce(session)
        }
        refresh(session.id, since: arrival, elsewhere: true)
        try await keep(session)
        meters.countUpdate(milliseconds: EngineClock.milliseconds(from: arrival, to: clock.nanoseconds()))
        return receipt(session)
    }

    /// A stored session, or `nil`.
    public func session(_ id: SessionID) async throws -> SessionView? {
        guard let session = try await parts.contexts.session(id, at: clock.now()) else { return nil }
        let ranking = ranking(of: session)
        return SessionView(session: session, mode: ranking.mode, assignment: ranking.assignment)
    }

    /// Ends a session and its streams. False when there was none.
    public func end(_ id: SessionID) async throws -> Bool {
        let existed = try await parts.contexts.end(id)
        try await durably { try await parts.saved.delete([id]) }
        live.end(id, at: clock.now())
        parts.feed.retire(session: id.rawValue)
        return existed
    }

    /// Forces a session's mode, or gives it back to the experiment.
    public func setMode(_ mode: ModeSetting, for id: SessionID) async throws {
        let arrival = clock.nanoseconds()
        let session = try await parts.contexts.setMode(mode, for: id, at: clock.now())
        live.revive(id)
        _ = live.with(id, at: clock.now()) { $0.take(session) }
        announceMode(of: session)
        refresh(id, since: arrival, elsewhere: true)
        try await keep(session)
    }

    /// Puts the context on the stream, unless a newer one is there already.
    private func announce(_ session: StoredSession) {
        let frame = session.contextFrame()
        live.with(session.id, at: session.updatedAt) { slot in
            guard slot.take(session) else { return }
            publish(session, as: frame)
        }
    }

    func publish(_ session: StoredSession, as frame: ByteBuffer) {
        parts.feed.publish(
            .context(session.id.rawValue), event: "context", data: frame, standing: session.standing(reading: frame))
    }

    func announceMode(of session: StoredSession) {
        let ranking = ranking(of: session)
        let data = JSONWriter.object(capacity: 128) { json in
            json.member("session_id", session.id.rawValue)
            json.member("name", ranking.assignment?.experiment)
            json.member("arm", ranking.assignment?.arm)
            json.member("mode", ranking.mode.rawValue)
            json.member("setting", session.mode.rawValue)
        }
        parts.feed.publish(.experiment(session.id.rawValue), event: "experiment", data: data)
    }

    private func keep(_ session: StoredSession) async throws {
        try await durably { try await parts.saved.save(session) }
    }

    /// Writes to disk; what the disk refuses is a ``EngineError/notDurable(_:)`` that readiness tells of.
    func durably<Value>(_ write: () async throws -> Value) async throws(EngineError) -> Value {
        do {
            let value = try await write()
            meters.diskAccepted()
            return value
        } catch {
            meters.diskRefused("\(error)")
            throw .notDurable("\(error)")
        }
    }

    private func receipt(_ session: StoredSession) -> UpdateReceipt {
        let ranking = ranking(of: session)
        return UpdateReceipt(
            session: session, cursor: parts.feed.head, mode: ranking.mode, assignment: ranking.assignment,
            degradation: degradation)
    }
}

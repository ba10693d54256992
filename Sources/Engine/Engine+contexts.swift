import NIOCore
public import Ranking
public import Sessions
public import Streaming
import Synchronization

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
        let ends = endings.load(ordering: .acquiring)
        let session: StoredSession
        switch try await parts.contexts.apply(update) {
        case .replayed(let known):
            // The first try may have been refused by the disk, may be on its way there, or may have died with its node before
            // anybody heard of it.
            if announce(known) { refresh(known.id, since: arrival, elsewhere: true) }
            try await keep(known)
            return receipt(known)
        case .applied(let applied):
            session = applied
            live.revive(session.id)
            announce(session)
        case .told(let told):
            session = told
            live.revive(session.id)
            _ = live.with(session.id, at: session.updatedAt) { $0.take(session) }
        }
        refresh(session.id, since: arrival, elsewhere: true)
        try await keep(session)
        if endings.load(ordering: .acquiring) != ends { try await agree(on: session.id) }
        meters.countUpdate(milliseconds: EngineClock.milliseconds(from: arrival, to: clock.nanoseconds()))
        return receipt(session)
    }

    /// A stored session, or `nil`.
    public func session(_ id: SessionID) async throws -> SessionView? {
        guard let session = try await parts.contexts.session(id, at: clock.now()) else { return nil }
        let ranking = ranking(of: session)
        return SessionView(session: session, mode: ranking.mode, assignment: ranking.assignment)
    }

    /// Ends a session and its streams. False when there was none. What is posted to it meanwhile begins it anew.
    ///
    /// - Throws: ``EngineError/notDurable(_:)`` when the disk refuses; then it has not ended.
    public func end(_ id: SessionID) async throws -> Bool {
        try await durably { try await parts.saved.delete([id]) }
        let existed = try await parts.contexts.end(id)
        endings.add(1, ordering: .acquiringAndReleasing)
        try await agree(on: id)
        return existed
    }

    /// Makes disk, lists and streams say of a session what the store says: that it has ended, or that it has begun anew while it
    /// was being ended. What the store says may be past by the time it is done: then it is asked again.
    private func agree(on id: SessionID) async throws {
        for _ in 0..<Self.agreementTries {
            let ends = endings.load(ordering: .acquiring)
            if let session = try await parts.contexts.session(id, at: clock.now()) {
                live.revive(id)
                announce(session)
                refresh(id, since: clock.nanoseconds(), elsewhere: true)
                try await keep(session)
                if endings.load(ordering: .acquiring) == ends { return }
            } else {
                try await durably { try await parts.saved.delete([id]) }
                live.end(id, at: clock.now())
                parts.feed.retire(session: id.rawValue)
                if parts.feed.orderProblem != nil { endedAlone.withLock { _ = $0.insert(id) } }
                if try await parts.contexts.session(id, at: clock.now()) == nil { return }
            }
        }
    }

    /// More than one session is ended and begun in a millisecond.
    private static let agreementTries = 8

    /// Forces a session's mode, or gives it back to the experiment.
    public func setMode(_ mode: ModeSetting, for id: SessionID) async throws {
        let arrival = clock.nanoseconds()
        let ends = endings.load(ordering: .acquiring)
        let session = try await parts.contexts.setMode(mode, for: id, at: clock.now())
        live.revive(id)
        _ = live.with(id, at: clock.now()) { $0.take(session) }
        announceMode(of: session)
        refresh(id, since: arrival, elsewhere: true)
        try await keep(session)
        if endings.load(ordering: .acquiring) != ends { try await agree(on: id) }
    }

    /// Puts the context on the stream, unless it is there already, or a newer one: then false.
    @discardableResult
    private func announce(_ session: StoredSession) -> Bool {
        let frame = session.contextFrame()
        return live.with(session.id, at: session.updatedAt) { slot in
            guard slot.take(session) else { return false }
            publish(session, as: frame)
            return true
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

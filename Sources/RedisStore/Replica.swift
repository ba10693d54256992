import Ranking
import Sessions

/// What a node holds of the sessions in Redis, and what it has yet to write there. Pure.
struct Replica: Sendable {
    private(set) var table: SessionTable
    /// Of the sessions in the table that are as Redis answered them.
    private var stamps: [SessionID: String] = [:]
    /// Sessions of which this node knows more than Redis; they are served from here.
    private(set) var unwritten: [SessionID: Unwritten] = [:]
    /// Why Redis refused some of them when it was last asked.
    private(set) var refusals: [SessionID: String] = [:]

    init(idleLimit: Double, capacity: Int) {
        table = SessionTable(idleLimit: idleLimit, capacity: capacity)
    }

    /// What an update goes on top of, as far as this node knows: the session, the revision that was last known of it, of an
    /// expired one too, and the stamp in Redis of what is held.
    func base(of id: SessionID, at now: UnixTime) -> (session: StoredSession, revision: Int, stamp: String?) {
        guard let held = table.session(id, at: now) else {
            return (StoredSession(id: id, updatedAt: now), table.revision(of: id), nil)
        }
        return (held, held.revision, stamps[id])
    }

    // MARK: From Redis

    /// Takes what Redis answered, unless this node knows more. Of a session that is only offered it may be the newest, answered
    /// before Redis lost what it held: then this is offered, whatever is on its way there.
    mutating func adopt(_ found: Stamped, idempotencyKey: String? = nil) {
        let session = found.session
        let waiting = unwritten[session.id]
        guard waiting == nil || waiting?.intent == .offer else { return }
        if session.revision >= table.revision(of: session.id) { stamps[session.id] = found.stamp }
        table.adopt(session, idempotencyKey: idempotencyKey)
        if let waiting, waiting.base < session.revision { unwritten[session.id]?.offer(session.revision) }
    }

    /// The session has ended. What was changed here since stays.
    mutating func forget(_ id: SessionID) {
        guard unwritten[id] == nil || unwritten[id]?.intent == .offer else { return }
        settle(id)
        _ = end(id)
    }

    /// Redis may have lost everything: all that is held is offered to it again.
    mutating func offerEverything(at now: UnixTime) {
        for session in table.sessions(at: now) where unwritten[session.id] == nil {
            unwritten[session.id] = Unwritten(.offer, base: session.revision)
        }
    }

    /// Redis has lost a session: what is held is offered to it again.
    mutating func offer(_ id: SessionID, at now: UnixTime) {
        guard unwritten[id] == nil, let held = table.session(id, at: now) else { return }
        unwritten[id] = Unwritten(.offer, base: held.revision)
    }

    /// Redis refused to answer for a session: this node serves it until Redis takes it again.
    mutating func hold(_ id: SessionID, refusal: String, at now: UnixTime) {
        let held = table.session(id, at: now)?.revision ?? 0
        if unwritten[id] == nil { unwritten[id] = Unwritten(.offer, base: held) }
        refusals[id] = refusal
    }

    // MARK: Without Redis

    /// - Parameter isDoubtful: whether Redis may carry it out too.
    mutating func apply(_ update: ContextUpdate, isDoubtful: Bool) throws(ContextStoreError) -> ContextOutcome {
        let before = table.session(update.session, at: update.receivedAt)?.revision ?? 0
        let outcome = try table.apply(update)
        if case .applied = outcome {
            stamps[update.session] = nil
            let changes = update.patch.fields.map { (StoredSession.hashField($0.path), $0.json) }
            unwritten[update.session, default: Unwritten(.merge, base: before)]
                .add(changes, isVersioned: update.version != nil, idempotencyKey: update.idempotencyKey)
            if isDoubtful { unwritten[update.session]?.doubts += 1 }
        }
        return outcome
    }

    mutating func setMode(_ mode: ModeSetting, for id: SessionID, at now: UnixTime) -> StoredSession {
        let before = table.session(id, at: now)?.revision ?? 0
        unwritten[id, default: Unwritten(.merge, base: before)].add([("setting", mode.rawValue)])
        stamps[id] = nil
        return table.setMode(mode, for: id, at: now)
    }

    mutating func end(_ id: SessionID, at now: UnixTime) -> Bool {
        guard let held = table.session(id, at: now) else { return false }
        unwritten[id, default: Unwritten(.end, base: held.revision)].end()
        return end(id)
    }

    mutating func restore(_ sessions: [StoredSession]) {
        for session in sessions where unwritten[session.id] == nil {
            table.adopt(session)
            stamps[session.id] = nil
            unwritten[session.id] = Unwritten(.offer, base: session.revision)
        }
    }

    mutating func expire(at now: UnixTime) -> ExpiredSessions {
        let (expired, dropped) = table.expire(at: now)
        for id in expired { settle(id) }
        for id in expired + dropped { stamps[id] = nil }
        return ExpiredSessions(gone: expired, released: dropped)
    }

    // MARK: Writing back

    /// What Redis answered to a write-back that carried `sent`: the session as it stands there now.
    mutating func written(_ sent: Unwritten, of id: SessionID, stored: Stamped?) {
        guard var entry = unwritten[id] else { return }
        if entry.additions == sent.additions {
            settle(id)
            if let stored { table.replace(stored.session) } else { _ = end(id) }
            stamps[id] = stored?.stamp
        } else {
            // More changed meanwhile: it goes on top of what is stored now, with the next write-back.
            refusals[id] = nil
            if entry.intent != .offer {
                entry.base = stored?.session.revision ?? 0
                table.raise(id, above: entry.base)
            }
            unwritten[id] = entry
        }
    }

    /// Redis refused a session.
    mutating func refused(_ id: SessionID, _ reason: String) {
        if unwritten[id] != nil { refusals[id] = reason }
    }

    /// False when it was not held.
    private mutating func end(_ id: SessionID) -> Bool {
        stamps[id] = nil
        return table.end(id)
    }

    /// There is nothing left to write of a session.
    private mutating func settle(_ id: SessionID) {
        unwritten[id] = nil
        refusals[id] = nil
    }
}

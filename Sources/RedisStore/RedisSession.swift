import Foundation
import Ranking
import Sessions

/// A connection that is logged in, marked as this node's, and has the scripts loaded: the commands of the store.
struct RedisSession: Sendable {
    let connection: RedisConnection
    let keys: RedisKeys
    let limit: Duration
    let idleLimit: Double
    /// This node's marker and the number it bears while Redis has all that this node knows of; see ``RedisScript``.
    let marker: String
    private(set) var number: String
    /// The SHA-1 of each script, as Redis named it.
    let digests: [String]
    /// The server's run id, `nil` when it would not say.
    let runID: String?
    /// The number that the marker bore when this connection was made.
    let found: String?

    /// Seconds: a week.
    private static let markerLife = "604800"

    /// What a script answered.
    enum Answer {
        /// Redis does not know this connection: it has lost its data.
        case lost
        case stale(stored: Int)
        case replayed(Stamped)
        /// The update was carried out on what this node holds, which so knows what became of it.
        ///
        /// - Parameter isTold: whether its frame got its place in the same step.
        case foreseen(isTold: Bool)
        /// The session after an update whose frame got its place in the same step.
        case told(Stamped)
        /// The session after the script, `nil` when there is none.
        case stands(Stamped?)
        /// Redis has less of the session than this node, or nothing though nobody ended it: it was evicted, or has expired.
        case behind
        case ended(Bool)
        /// There is no session; the one that there was ended at this revision, 0 when there was none.
        case over(at: Int)
    }

    /// Connects and logs in, all in one round trip. Nothing is written: an attempt that came too late to count must not look
    /// like one that did.
    static func open(
        _ endpoint: RedisEndpoint, keys: RedisKeys, node: String, number: Int, settings: RedisSettings
    ) async throws(RedisError) -> RedisSession {
        let connection = RedisConnection(to: endpoint)
        do throws(RedisError) {
            let marker = keys.node(node)
            let asks = [["INFO", "server"], ["GET", marker]]
            let loads = RedisScript.allCases.map { ["SCRIPT", "LOAD", $0.text] }
            let replies = try await connection.logIn(
                to: endpoint, then: asks + loads, within: settings.connectLimit)
            var digests: [String] = []
            for reply in replies.dropFirst() { _ = try reply.checked() }
            for reply in replies.suffix(RedisScript.allCases.count) { digests.append(reply.text ?? "") }
            let info = replies[0].text ?? ""
            let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }
            return RedisSession(
                connection: connection, keys: keys, limit: settings.commandLimit, idleLimit: settings.idleLimit,
                marker: marker, number: String(number), digests: digests, runID: line.map { String($0.dropFirst(7)) },
                found: replies[1].text)
        } catch {
            connection.close()
            throw error
        }
    }

    // MARK: Commands

    /// - Parameters:
    ///   - known: the revision that this node has of the session, 0 for none.
    ///   - held: the stamp of what this node has of it.
    ///   - stamp: of this change; no other bears it.
    ///   - frame: what tells of the update, if it can be told of in the same step.
    func update(
        _ update: ContextUpdate, above known: Int, on held: String?, stamp: String, telling frame: FeedPlacement?
    ) async throws(RedisError) -> Answer {
        let fields = update.patch.fields.map { (StoredSession.hashField($0.path), $0.json) }
        return try await self.update(
            update.session, above: known, on: held, stamp, at: update.receivedAt, fields, version: update.version,
            key: update.idempotencyKey, revises: true, telling: frame)
    }

    func setMode(
        _ mode: ModeSetting, for id: SessionID, above known: Int, stamp: String, at now: UnixTime
    ) async throws(RedisError) -> Answer {
        try await update(
            id, above: known, on: nil, stamp, at: now, [("setting", mode.rawValue)], version: nil, key: nil,
            revises: false)
    }

    private func update(
        _ id: SessionID, above known: Int, on held: String?, _ stamp: String, at now: UnixTime,
        _ fields: [(String, String?)], version: Int?, key: String?, revises: Bool, telling frame: FeedPlacement? = nil
    ) async throws(RedisError) -> Answer {
        let sets = fields.compactMap { name, text in text.map { [name, $0] } }
        let deletes = fields.filter { $0.1 == nil }.map(\.0)
        var arguments = [idleLimit.milliseconds, now.seconds.description, version.map { String($0) } ?? "", key ?? ""]
        arguments += [revises ? "1" : "0", String(known), held ?? "", stamp, String(sets.count), String(deletes.count)]
        arguments += sets.flatMap(\.self) + deletes + (frame?.arguments ?? [])
        let command = call(.update, id, arguments, keys: frame?.keys ?? [])
        return try await answers(to: [(id, command)], within: limit)[0].get()
    }

    func end(_ id: SessionID, above known: Int) async throws(RedisError) -> Answer {
        let command = call(.end, id, [idleLimit.milliseconds, String(known)])
        return try await answers(to: [(id, command)], within: limit)[0].get()
    }

    /// One session, with a look at the marker in the same round trip.
    ///
    /// - Parameter known: as for an update.
    func session(_ id: SessionID, above known: Int) async throws(RedisError) -> Answer {
        let replies = try await connection.send([["GET", marker], ["HGETALL", keys.session(id)]], within: limit)
        guard try replies[0].checked().text == number else { return .lost }
        let session = try session(id, in: replies[1])
        let revision = try replies[1].checked().members?["revision"].flatMap { Int($0) } ?? 0
        if revision < known { return .behind }
        return session == nil ? .over(at: revision) : .stands(session)
    }

    /// Sessions updated since `earliest`, by the index.
    func sessionIDs(since earliest: UnixTime) async throws(RedisError) -> [SessionID] {
        let command = ["ZRANGEBYSCORE", keys.index, earliest.seconds.description, "+inf"]
        let reply = try await connection.send([command], within: limit * 10)[0].checked()
        guard let list = reply.list else { throw .unexpectedReply(reply.kind) }
        return list.compactMap { $0.text.flatMap { SessionID($0) } }
    }

    /// Many sessions in one round trip; what is not there is left out.
    func sessions(_ ids: ArraySlice<SessionID>) async throws(RedisError) -> [Stamped] {
        let replies = try await connection.send(ids.map { ["HGETALL", keys.session($0)] }, within: limit * 10)
        var sessions: [Stamped] = []
        for (id, reply) in zip(ids, replies) {
            if let session = try session(id, in: reply) { sessions.append(session) }
        }
        return sessions
    }

    /// Drops from the index what has not been updated since `earliest`.
    func trimIndex(before earliest: UnixTime) async throws(RedisError) {
        let command = ["ZREMRANGEBYSCORE", keys.index, "-inf", "(\(earliest.seconds)"]
        _ = try await connection.send([command], within: limit)[0].checked()
    }

    /// Whether Redis still knows this connection.
    func probe() async throws(RedisError) -> Bool {
        let replies = try await connection.send(
            [["GET", marker], ["EXPIRE", marker, Self.markerLife]], within: limit)
        return try replies[0].checked().text == number
    }

    /// The same connection under another number, which Redis does not know before ``mark()``.
    func renumbered(_ number: Int) -> RedisSession {
        var session = self
        session.number = String(number)
        return session
    }

    /// Tells Redis the number.
    func mark() async throws(RedisError) {
        _ = try await connection.send([["SET", marker, number, "EX", Self.markerLife]], within: limit)[0].checked()
    }

    /// Writes sessions back, pipelined; one answer or refusal for each.
    ///
    /// - Parameter stamp: of these changes, one of each session; no other bears it.
    func reconcile(
        _ batch: [(id: SessionID, entry: Unwritten, held: StoredSession?)], stamp: String, at now: UnixTime
    ) async throws(RedisError) -> [Result<Answer, RedisError>] {
        try await answers(
            to: batch.map { id, entry, held in
                let updated = held?.updatedAt ?? now
                let whole = (held?.hash ?? entry.hash(at: now)).map { [$0.key, $0.value] }
                func counted(_ items: [[String]]) -> [String] { [String(items.count)] + items.flatMap(\.self) }
                func changes(_ isVersioned: Bool) -> [String: String?] {
                    entry.changes.filter { entry.versioned.contains($0.key) == isVersioned }
                }
                var arguments = [max(1, idleLimit - now.since(updated)).milliseconds, updated.seconds.description]
                arguments += [held?.version.map { String($0) } ?? "", entry.intent.rawValue]
                arguments += [String(entry.reach), String(held?.revision ?? 0), stamp]
                arguments += counted(entry.idempotencyKeys.map { [$0] }) + counted(whole)
                for isVersioned in [false, true] {
                    arguments += counted(changes(isVersioned).compactMap { name, text in text.map { [name, $0] } })
                }
                for isVersioned in [false, true] {
                    arguments += counted(changes(isVersioned).filter { $0.value == nil }.map { [$0.key] })
                }
                return (id, call(.reconcile, id, arguments))
            }, within: limit * 10)
    }

    // MARK: Scripts

    private func call(
        _ script: RedisScript, _ id: SessionID, _ arguments: [String], keys more: [String] = []
    ) -> ScriptCall {
        ScriptCall(
            text: script.text, digest: digests[script.rawValue],
            keys: [keys.session(id), keys.idempotency(id), keys.index, marker] + more,
            arguments: [number, id.rawValue] + arguments)
    }

    private func answers(
        to calls: [(SessionID, ScriptCall)], within limit: Duration
    ) async throws(RedisError) -> [Result<Answer, RedisError>] {
        let replies = try await connection.run(calls.map(\.1), within: limit)
        return zip(calls, replies).map { call, reply in
            Result { () throws(RedisError) in try answer(reply, of: call.0) }
        }
    }

    private func answer(_ reply: RedisReply, of id: SessionID) throws(RedisError) -> Answer {
        guard let list = try reply.checked().list, let word = list.first?.text else {
            throw .unexpectedReply(reply.kind)
        }
        switch (word, list.count > 1 ? list[1] : .none) {
        case ("LOST", _): return .lost
        case ("BEHIND", _): return .behind
        case ("STALE", .text(let stored)): return .stale(stored: Int(stored) ?? 0)
        case ("ENDED", .integer(let count)): return .ended(count > 0)
        case ("APPLIED", .none), ("TOLD", .none): return .foreseen(isTold: word == "TOLD")
        case ("APPLIED", let hash), ("KEPT", let hash): return .stands(try session(id, in: hash))
        case ("REPLAYED", let hash), ("TOLD", let hash):
            guard let session = try session(id, in: hash) else { throw .unexpectedReply("an empty session") }
            return word == "TOLD" ? .told(session) : .replayed(session)
        default: throw .unexpectedReply(word)
        }
    }

    private func session(_ id: SessionID, in reply: RedisReply) throws(RedisError) -> Stamped? {
        guard let hash = try reply.checked().members else { throw .unexpectedReply(reply.kind) }
        return try StoredSession.read(hash, id: id)
    }
}

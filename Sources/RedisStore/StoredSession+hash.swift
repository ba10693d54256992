import Ranking
import Sessions

extension StoredSession {
    private static let contextPrefix = "context."

    /// The field of a session's hash that holds this path of the context.
    static func hashField(_ path: String) -> String { contextPrefix + path }

    /// The session as fields of a Redis hash.
    var hash: [String: String] {
        var hash = ["revision": String(revision), "setting": mode.rawValue, "updated": updatedAt.seconds.description]
        if let version { hash["version"] = String(version) }
        for (path, text) in context.fields { hash[Self.hashField(path)] = text }
        return hash
    }

    /// Whether a hash is what stays of a session that has ended: see ``RedisScript``.
    static func hasEnded(_ hash: [String: String]) -> Bool { hash.count == 1 && hash["revision"] != nil }

    /// Reads ``hash`` back, with its stamp; `nil` for an empty hash or an ended session's, an error for one that is no session.
    static func read(_ hash: [String: String], id: SessionID) throws(RedisError) -> Stamped? {
        if hash.isEmpty || hasEnded(hash) { return nil }
        guard let revision = hash["revision"].flatMap({ Int($0) }),
            let updated = hash["updated"].flatMap({ Double($0) }), updated.isFinite
        else { throw .unexpectedReply("the hash of session \(id.rawValue) has no revision or time") }
        var fields: [String: String] = [:]
        for (name, value) in hash where name.hasPrefix(contextPrefix) {
            fields[String(name.dropFirst(contextPrefix.count))] = value
        }
        let session = StoredSession(
            id: id, revision: revision, context: SessionContext(fields: fields),
            mode: hash["setting"].flatMap { ModeSetting(rawValue: $0) } ?? .auto,
            version: hash["version"].flatMap { Int($0) }, updatedAt: UnixTime(updated))
        return Stamped(session: session, stamp: hash["stamp"])
    }
}

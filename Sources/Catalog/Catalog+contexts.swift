import GRDB
public import Ranking
public import Sessions

extension Catalog: SavedContexts {
    public func save(_ session: StoredSession) async throws {
        try await commits.write(isOneStatement: true) { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO saved_sessions (id, revision, mode, version, updated_at, context)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, mode = excluded.mode,
                        version = excluded.version, updated_at = excluded.updated_at, context = excluded.context
                    WHERE excluded.revision > revision
                        OR (excluded.revision = revision AND excluded.updated_at >= updated_at)
                    """
            ).execute(arguments: [
                session.id.rawValue, session.revision, session.mode.rawValue, session.version,
                session.updatedAt.seconds, session.contextText,
            ])
        }
    }

    public func delete(_ ids: [SessionID]) async throws {
        guard !ids.isEmpty else { return }
        try await commits.write { db in
            let delete = try db.cachedStatement(sql: "DELETE FROM saved_sessions WHERE id = ?")
            for id in ids { try delete.execute(arguments: [id.rawValue]) }
        }
    }

    /// Every saved session, in id order. One that can no longer be understood is left out rather than keeping all the
    /// others from being restored.
    public func savedSessions() async throws -> [StoredSession] {
        try await reading { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT id, revision, mode, version, updated_at, context FROM saved_sessions ORDER BY id")
            var sessions: [StoredSession] = []
            while let row = try rows.next() {
                guard let id = SessionID(row[0] as String), let mode = ModeSetting(rawValue: row[2]),
                    let json = try? JSONValue(jsonText: row[5]),
                    let context = try? SessionContext(json: json)
                else { continue }
                sessions.append(
                    StoredSession(
                        id: id, revision: row[1], context: context, mode: mode, version: row[3],
                        updatedAt: UnixTime(row[4])))
            }
            return sessions
        }
    }
}

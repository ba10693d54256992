import GRDB
public import Ranking
public import Sessions

extension Catalog: RevocationStore {
    public func revoke(_ subject: String, until moment: UnixTime) async throws {
        try await commits.write { db in
            try db.execute(
                sql: "DELETE FROM revocations WHERE until < ?",
                arguments: [moment.seconds - TicketRevocations.memory])
            try db.execute(
                sql: """
                    INSERT INTO revocations VALUES (?, ?)
                    ON CONFLICT (subject) DO UPDATE SET until = max(until, excluded.until)
                    """,
                arguments: [subject, moment.seconds])
        }
    }

    public func revocations(since earliest: UnixTime) async throws -> [String: UnixTime] {
        try await reading { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT subject, until FROM revocations WHERE until >= ?", arguments: [earliest.seconds])
            return Dictionary(rows.map { ($0[0] as String, UnixTime($0[1])) }) { $1 }
        }
    }
}

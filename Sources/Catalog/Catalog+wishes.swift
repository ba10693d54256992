import GRDB
public import Ranking
public import Telemetry

extension Catalog: WishStore {
    public func grant(_ wish: Wish, at now: UnixTime) async throws {
        let columns = wish.columns
        try await commits.write { db in
            try db.execute(
                sql: """
                    INSERT INTO wishes (kind, scope, target, granted_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (kind, scope, target) DO NOTHING
                    """,
                arguments: [columns.kind, columns.scope.rawValue, columns.target, now.seconds])
        }
    }

    public func withdraw(_ wish: Wish) async throws {
        let columns = wish.columns
        try await commits.write { db in
            try db.execute(
                sql: "DELETE FROM wishes WHERE kind = ? AND scope = ? AND target = ?",
                arguments: [columns.kind, columns.scope.rawValue, columns.target])
        }
    }

    public func wishes() async throws -> [Wish] {
        try await reading { db in
            try Row.fetchAll(db, sql: "SELECT kind, scope, target FROM wishes ORDER BY sequence").compactMap { row in
                if row[0] == "pin" { return .pin(SampleID(row[2])) }
                return BanScope(rawValue: row[1]).map { .ban($0, row[2]) }
            }
        }
    }
}

extension Wish {
    fileprivate var columns: (kind: String, scope: BanScope, target: String) {
        switch self {
        case .pin(let sample): ("pin", .sample, sample.rawValue)
        case .ban(let scope, let target): ("ban", scope, target)
        }
    }
}

import GRDB
import Ranking
public import Telemetry

extension Catalog: TelemetryJournal {
    public func append(_ events: [TelemetryEvent]) async throws -> BatchReceipt {
        guard !events.isEmpty else { return BatchReceipt(accepted: 0, duplicates: 0, acceptedIDs: []) }
        let receipt = try await commits.write { db in
            let receipt = try Self.insert(events, db)
            if receipt.accepted > 0 {
                var new = Set(receipt.acceptedIDs)
                try keepForOthers(JournalEntry(events: events.filter { new.remove($0.eventID) != nil }), db)
            }
            return receipt
        }
        journalBell?.ring()
        return receipt
    }

    public func append(_ impressions: [Impression]) async throws {
        guard !impressions.isEmpty else { return }
        try await commits.write { db in
            let new = try Self.insert(impressions, db)
            if !new.isEmpty { try keepForOthers(JournalEntry(impressions: new), db) }
        }
        journalBell?.ring()
    }

    static func insert(_ events: [TelemetryEvent], _ db: Database) throws -> BatchReceipt {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO telemetry_events (event_id, kind, set_id, sample_id, rank, session_id, occurred_at,
                    received_at, dwell_ms, metadata)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING
                """)
        var acceptedIDs: [String] = []
        for event in events {
            try insert.execute(arguments: [
                event.eventID, event.kind.rawValue, event.setID, event.sample.rawValue, event.rank,
                event.session.rawValue, event.occurredAt.seconds, event.receivedAt.seconds,
                event.dwellMilliseconds, event.metadata,
            ])
            if db.changesCount > 0 { acceptedIDs.append(event.eventID) }
        }
        return BatchReceipt(
            accepted: acceptedIDs.count, duplicates: events.count - acceptedIDs.count, acceptedIDs: acceptedIDs)
    }

    /// The impressions that were new.
    static func insert(_ impressions: [Impression], _ db: Database) throws -> [Impression] {
        let insertSet = try db.cachedStatement(
            sql: """
                INSERT INTO impressions (set_id, session_id, revision, mode, experiment, arm, at)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (set_id) DO NOTHING
                """)
        return try impressions.filter { impression in
            try insertSet.execute(arguments: [
                impression.setID, impression.session.rawValue, impression.revision, impression.mode.rawValue,
                impression.experiment, impression.arm, impression.at.seconds,
            ])
            guard db.changesCount > 0 else { return false }
            guard !impression.items.isEmpty else { return true }
            var values = [impression.setID.databaseValue]
            values.reserveCapacity(1 + impression.items.count * 4)
            for item in impression.items {
                values.append(item.rank.databaseValue)
                values.append(item.sample.rawValue.databaseValue)
                values.append(item.score.databaseValue)
                values.append(item.source.rawValue.databaseValue)
            }
            try db.cachedStatement(sql: insertion(ofItems: impression.items.count))
                .execute(arguments: StatementArguments(values))
            return true
        }
    }

    /// One statement for all items of a set: what a statement costs beside its rows is more than a row.
    private static func insertion(ofItems count: Int) -> String {
        var text = "INSERT INTO impression_items (set_id, rank, sample_id, score, source) VALUES (?1, ?, ?, ?, ?)"
        for _ in 1..<count { text += ", (?1, ?, ?, ?, ?)" }
        return text
    }

    public func judgements() async throws -> [JudgedSample] {
        try await reading { db in
            var history = JudgementHistory()
            try Self.replay(into: &history, db, "TRUE", [])
            return history.standing
        }
    }

    public func judgement(undoneBy undo: TelemetryEvent) async throws -> JudgedSample? {
        try await reading { db in
            var history = JudgementHistory()
            try Self.replay(
                into: &history, db,
                """
                set_id = ? AND sample_id = ? AND session_id = ?
                    AND sequence < (SELECT sequence FROM telemetry_events WHERE event_id = ?)
                """,
                [undo.setID, undo.sample.rawValue, undo.session.rawValue, undo.eventID])
            return history.take(
                .undo, of: undo.sample, set: undo.setID, session: undo.session, at: undo.receivedAt)
        }
    }

    /// Reads the events that judge or take back, in the order they came.
    private static func replay(
        into history: inout JudgementHistory, _ db: Database, _ condition: String, _ arguments: StatementArguments
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT kind, sample_id, set_id, session_id, received_at FROM telemetry_events
                WHERE kind IN ('recommendation.accept', 'recommendation.skip', 'recommendation.undo') AND \(condition)
                ORDER BY sequence
                """,
            arguments: arguments)
        while let row = try rows.next() {
            guard let kind = TelemetryKind(rawValue: row[0]), let session = SessionID(row[3] as String) else {
                continue
            }
            history.take(kind, of: SampleID(row[1]), set: row[2], session: session, at: UnixTime(row[4]))
        }
    }
}

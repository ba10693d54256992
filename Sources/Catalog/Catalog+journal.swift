import GRDB
import Ranking
public import Telemetry

extension Catalog: TelemetryJournal {
    public func append(_ events: [TelemetryEvent]) async throws -> BatchReceipt {
        guard !events.isEmpty else { return BatchReceipt(accepted: 0, duplicates: 0, acceptedIDs: []) }
        return try await commits.write { db in
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
    }

    public func append(_ impressions: [Impression]) async throws {
        guard !impressions.isEmpty else { return }
        try await commits.write { db in
            let insertSet = try db.cachedStatement(
                sql: """
                    INSERT INTO impressions (set_id, session_id, revision, mode, experiment, arm, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (set_id) DO NOTHING
                    """)
            let insertItem = try db.cachedStatement(
                sql: "INSERT INTO impression_items (set_id, rank, sample_id, score, source) VALUES (?, ?, ?, ?, ?)")
            for impression in impressions {
                try insertSet.execute(arguments: [
                    impression.setID, impression.session.rawValue, impression.revision, impression.mode.rawValue,
                    impression.experiment, impression.arm, impression.at.seconds,
                ])
                guard db.changesCount > 0 else { continue }
                for item in impression.items {
                    try insertItem.execute(arguments: [
                        impression.setID, item.rank, item.sample.rawValue, item.score, item.source.rawValue,
                    ])
                }
            }
        }
    }

    public func judgements() async throws -> [JudgedSample] {
        try await reading { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT kind, sample_id, session_id, received_at FROM telemetry_events
                    WHERE kind IN ('recommendation.accept', 'recommendation.skip') ORDER BY sequence
                    """)
            var judgements: [JudgedSample] = []
            while let row = try rows.next() {
                guard let judgement = TelemetryKind(rawValue: row[0])?.judgement,
                    let session = SessionID(row[2] as String)
                else { continue }
                judgements.append(
                    JudgedSample(judgement: judgement, sample: SampleID(row[1]), session: session, at: UnixTime(row[3]))
                )
            }
            return judgements
        }
    }
}

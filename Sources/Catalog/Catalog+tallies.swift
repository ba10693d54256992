import GRDB
public import Telemetry

extension Catalog {
    /// Counts per arm, in the arms' alphabetical order.
    ///
    /// An event counts when it was not taken back (``JudgementHistory``), when its set belongs to the experiment and held the sample, and once per suggestion however
    /// often it was reported, so that every count over `impressions` is a proportion.
    public func tallies(experiment: String) async throws -> [ArmTally] {
        try await reading { db in
            var tallies = try Self.exposure(of: experiment, in: db)
            for row in try Row.fetchAll(db, sql: reactions, arguments: [experiment]) {
                guard let kind = TelemetryKind(rawValue: row[1]) else { continue }
                tallies[row[0], default: ArmTally(arm: row[0])].count(kind, suggestions: row[2], sets: row[3])
            }
            return tallies.values.sorted { $0.arm < $1.arm }
        }
    }

    private static func exposure(of experiment: String, in db: Database) throws -> [String: ArmTally] {
        var tallies: [String: ArmTally] = [:]
        let sets = try Row.fetchAll(
            db,
            sql: """
                SELECT arm, count(DISTINCT session_id), count(*) FROM impressions
                WHERE experiment = ? AND arm IS NOT NULL GROUP BY arm
                """,
            arguments: [experiment])
        for row in sets { tallies[row[0]] = ArmTally(arm: row[0], sessions: row[1], sets: row[2]) }
        let items = try Row.fetchAll(
            db,
            sql: """
                SELECT arm, count(*) FROM impressions JOIN impression_items USING (set_id)
                WHERE experiment = ? AND arm IS NOT NULL GROUP BY arm
                """,
            arguments: [experiment])
        for row in items { tallies[row[0]]?.impressions = row[1] }
        return tallies
    }
}

/// Counted set by set first: sorting every event of an experiment at once is what takes the time.
private let reactions = """
    SELECT arm, kind, sum(samples), count(*) FROM (
        SELECT i.arm AS arm, e.kind AS kind, count(DISTINCT e.sample_id) AS samples
        FROM impressions i
        JOIN telemetry_events e ON e.set_id = i.set_id
        WHERE i.experiment = ? AND i.arm IS NOT NULL
            AND EXISTS (SELECT 1 FROM impression_items n WHERE n.set_id = i.set_id AND n.sample_id = e.sample_id)
            AND NOT (e.kind IN ('recommendation.accept', 'recommendation.skip') AND EXISTS (
                SELECT 1 FROM telemetry_events u
                WHERE u.set_id = e.set_id AND u.sample_id = e.sample_id AND u.session_id = e.session_id
                    AND u.kind = 'recommendation.undo' AND u.sequence > e.sequence
                    AND NOT EXISTS (
                        SELECT 1 FROM telemetry_events j
                        WHERE j.set_id = e.set_id AND j.sample_id = e.sample_id AND j.session_id = e.session_id
                            AND j.kind IN ('recommendation.accept', 'recommendation.skip')
                            AND j.sequence > e.sequence AND j.sequence < u.sequence)))
        GROUP BY i.arm, i.set_id, e.kind
    ) GROUP BY arm, kind
    """

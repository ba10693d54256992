import Foundation
import GRDB
public import Telemetry

extension Catalog: ExperimentStore {
    /// Every experiment, by name.
    public func experiments() async throws -> [Experiment] {
        try await reading { db in
            try Row.fetchAll(db, sql: "SELECT name, salt, enabled, traffic, arms FROM experiments ORDER BY name").map {
                Experiment(
                    name: $0[0], salt: $0[1], enabled: $0[2], traffic: $0[3],
                    arms: try JSONDecoder().decode([Experiment.Arm].self, from: Data(($0[4] as String).utf8)))
            }
        }
    }

    public func save(_ experiment: Experiment) async throws {
        let arms = String(decoding: try JSONEncoder().encode(experiment.arms), as: UTF8.self)
        try await commits.write { db in
            try db.execute(
                sql: """
                    INSERT INTO experiments (name, salt, enabled, traffic, arms) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET salt = excluded.salt, enabled = excluded.enabled,
                        traffic = excluded.traffic, arms = excluded.arms
                    """,
                arguments: [experiment.name, experiment.salt, experiment.enabled, experiment.traffic, arms])
        }
    }
}

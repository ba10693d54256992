import Ranking
import Sessions
import Synchronization
public import Telemetry

extension Engine {
    /// How a session is ranked: as somebody forced it, else by its arm, else by the server's default.
    func ranking(of session: StoredSession) -> (mode: RankingMode, assignment: Assignment?) {
        switch session.mode {
        case .fusion: return (.fusion, nil)
        case .rules: return (.rules, nil)
        case .auto:
            for experiment in experimentTable.withLock({ $0 }) {
                if let arm = experiment.arm(for: session.id) {
                    return (arm.mode, Assignment(experiment: experiment.name, arm: arm.name))
                }
            }
            return (parts.defaultMode, nil)
        }
    }

    public func experiments() -> [Experiment] { experimentTable.withLock { $0 } }

    /// Creates or replaces a valid experiment; sessions whose mode or arm changes by it are told and ranked again.
    public func put(_ experiment: Experiment) async throws {
        let arrival = clock.nanoseconds()
        try await durably { try await parts.experiments.save(experiment) }
        let sessions = live.ids.compactMap { id in live.withExisting(id) { $0.stored } }
        let before = sessions.map { ranking(of: $0) }
        experimentTable.withLock { table in
            if let place = table.firstIndex(where: { $0.name == experiment.name }) {
                table[place] = experiment
            } else {
                table.append(experiment)
            }
        }
        for (session, was) in zip(sessions, before) where ranking(of: session) != was {
            announceMode(of: session)
            refresh(session.id, since: arrival)
        }
    }

    /// Counts, rates and a verdict, or `nil` when there is no such experiment.
    public func report(experiment name: String) async throws -> ExperimentReport? {
        guard let experiment = experiments().first(where: { $0.name == name }) else { return nil }
        return ExperimentReport(of: experiment, tallies: try await parts.journal.tallies(experiment: name))
    }
}

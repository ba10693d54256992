import Ranking
import Sessions
import Streaming
import Synchronization
public import Telemetry

/// Who and what decides how a session is ranked.
struct SessionRanking: Hashable {
    var mode: RankingMode
    var assignment: Assignment?
    /// The arm's weights of components, where it has any.
    var weights: [Component: Double] = [:]
}

extension Engine {
    /// How a session is ranked: as somebody forced it, else by its arm, else by the server's default.
    func ranking(of session: StoredSession) -> SessionRanking {
        switch session.mode {
        case .fusion: return SessionRanking(mode: .fusion)
        case .rules: return SessionRanking(mode: .rules)
        case .auto:
            for experiment in experimentTable.withLock({ $0 }) {
                if let arm = experiment.arm(for: session.id) {
                    return SessionRanking(
                        mode: arm.mode, assignment: Assignment(experiment: experiment.name, arm: arm.name),
                        weights: arm.weights)
                }
            }
            return SessionRanking(mode: parts.defaultMode)
        }
    }

    public func experiments() -> [Experiment] { experimentTable.withLock { $0 } }

    /// Creates or replaces a valid experiment; sessions whose mode, arm or weights change by it are told and ranked again.
    public func put(_ experiment: Experiment) async throws {
        try await share(.set(experiment)) { try await set(experiment) }
    }

    func set(_ experiment: Experiment) async throws {
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
            // Of nodes that share a feed, each tells of the sessions that are watched at it.
            if parts.news == nil || parts.feed.isWatched(session: session.id.rawValue) { announceMode(of: session) }
            refresh(session.id, since: arrival)
        }
    }

    /// Counts, rates and a verdict, or `nil` when there is no such experiment.
    public func report(experiment name: String) async throws -> ExperimentReport? {
        guard let experiment = experiments().first(where: { $0.name == name }) else { return nil }
        return ExperimentReport(of: experiment, tallies: try await parts.journal.tallies(experiment: name))
    }
}

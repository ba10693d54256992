public import Ranking
import Synchronization
public import Telemetry

/// A journal, with wishes and experiments, that lives as long as the test.
public final class InMemoryJournal: Sendable {
    fileprivate struct State {
        var events: [TelemetryEvent] = []
        var known: Set<String> = []
        var impressions: [Impression] = []
        var knownSets: Set<String> = []
        var wishes: [Wish] = []
        var experiments: [String: Experiment] = [:]
        var failure: (any Error)?
    }
    fileprivate let state = Mutex(State())

    public init() {}

    /// The events that were accepted, in order.
    public var events: [TelemetryEvent] { state.withLock(\.events) }
    /// The sets that were recorded, in order.
    public var impressions: [Impression] { state.withLock(\.impressions) }

    /// Makes every write throw `error`, as a full disk would; `nil` mends it.
    public func fail(with error: (any Error)?) { state.withLock { $0.failure = error } }

    fileprivate func writing<Value>(_ body: (inout State) -> sending Value) throws -> sending Value {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return body(&state)
        }
    }
}

extension InMemoryJournal: TelemetryJournal {
    public func append(_ events: [TelemetryEvent]) async throws -> BatchReceipt {
        try writing { state in
            var acceptedIDs: [String] = []
            for event in events where state.known.insert(event.eventID).inserted {
                state.events.append(event)
                acceptedIDs.append(event.eventID)
            }
            return BatchReceipt(
                accepted: acceptedIDs.count, duplicates: events.count - acceptedIDs.count, acceptedIDs: acceptedIDs)
        }
    }

    public func append(_ impressions: [Impression]) async throws {
        try writing { state in
            for impression in impressions where state.knownSets.insert(impression.setID).inserted {
                state.impressions.append(impression)
            }
        }
    }

    public func take(_ entries: [JournalEntry], through position: String) async throws -> BatchReceipt {
        for entry in entries { try await append(entry.impressions) }
        return try await append(entries.flatMap(\.events))
    }

    public func judgements() async throws -> [JudgedSample] {
        var history = JudgementHistory()
        for event in events { history.take(event) }
        return history.standing
    }

    public func judgement(undoneBy undo: TelemetryEvent) async throws -> JudgedSample? {
        var history = JudgementHistory()
        for event in events.prefix(while: { $0.eventID != undo.eventID }) { history.take(event) }
        return history.take(undo)
    }

    public func tallies(experiment: String) async throws -> [ArmTally] {
        let (events, sets) = state.withLock { (Self.standing($0.events), $0.impressions) }
        let arms = Dictionary(grouping: sets.filter { $0.experiment == experiment && $0.arm != nil }) { $0.arm ?? "" }
        return arms.map { Self.tally($0.key, of: $0.value, events) }.sorted { $0.arm < $1.arm }
    }

    /// Events that were not taken back.
    private static func standing(_ events: [TelemetryEvent]) -> [TelemetryEvent] {
        events.indices.filter { place in
            let event = events[place]
            let later = events[(place + 1)...].first {
                ($0.kind == .undo || $0.kind.judgement != nil) && $0.setID == event.setID && $0.sample == event.sample
                    && $0.session == event.session
            }
            return event.kind.judgement == nil || later?.kind != .undo
        }.map { events[$0] }
    }

    private static func tally(_ arm: String, of sets: [Impression], _ events: [TelemetryEvent]) -> ArmTally {
        var tally = ArmTally(
            arm: arm, sessions: Set(sets.map(\.session)).count, sets: sets.count,
            impressions: sets.reduce(0) { $0 + $1.items.count })
        for kind in TelemetryKind.allCases {
            let met = sets.map { set in
                Set(events.filter { $0.kind == kind && $0.setID == set.setID }.map(\.sample))
                    .intersection(set.items.map(\.sample)).count
            }
            tally.count(kind, suggestions: met.reduce(0, +), sets: met.count { $0 > 0 })
        }
        return tally
    }
}

extension InMemoryJournal: WishStore {
    public func grant(_ wish: Wish, at now: UnixTime) async throws {
        try writing { state in
            if !state.wishes.contains(wish) { state.wishes.append(wish) }
        }
    }

    public func withdraw(_ wish: Wish) async throws {
        try writing { state in state.wishes.removeAll { $0 == wish } }
    }

    public func wishes() async throws -> [Wish] { state.withLock(\.wishes) }
}

extension InMemoryJournal: ExperimentStore {
    public func experiments() async throws -> [Experiment] {
        state.withLock { $0.experiments.values.sorted { $0.name < $1.name } }
    }

    public func save(_ experiment: Experiment) async throws {
        try writing { state in state.experiments[experiment.name] = experiment }
    }
}

extension JudgementHistory {
    @discardableResult
    fileprivate mutating func take(_ event: TelemetryEvent) -> JudgedSample? {
        take(event.kind, of: event.sample, set: event.setID, session: event.session, at: event.receivedAt)
    }
}

import Ranking
import SampleIndex
import Streaming
import Synchronization
public import Telemetry

extension Engine {
    /// Stores a batch of events durably; only then are new accepts and skips learnt from and the lists ranked again.
    public func record(_ events: [TelemetryEvent]) async throws -> BatchReceipt {
        let arrival = clock.nanoseconds()
        let receipt = try await durably { try await parts.journal.append(events) }
        try await learn(from: events, receipt, since: arrival)
        return receipt
    }

    /// The same of what other nodes wrote to their journals, in their order.
    ///
    /// - Parameter position: the place up to which they were read.
    public func follow(_ entries: [JournalEntry], through position: String) async throws {
        let arrival = clock.nanoseconds()
        let receipt = try await durably { try await parts.journal.take(entries, through: position) }
        try await learn(from: entries.flatMap(\.events), receipt, since: arrival)
    }

    private func learn(from events: [TelemetryEvent], _ receipt: BatchReceipt, since arrival: UInt64) async throws {
        let new = Set(receipt.acceptedIDs)
        let library = snapshot
        var taught = false
        for event in events where new.contains(event.eventID) {
            if event.kind == .undo {
                taught = try await takeBack(event) || taught
                continue
            }
            guard let judgement = event.kind.judgement else { continue }
            taught = true
            // The last words about a session do not bring it back.
            if !live.hasEnded(event.session) {
                live.with(event.session, at: event.receivedAt) { slot in
                    slot.judge(judgement, event.sample, set: event.setID, at: event.receivedAt)
                }
            }
            if let sample = library.sample(event.sample) {
                taste.withLock { $0.record(judgement, sample, at: event.receivedAt) }
            }
        }
        meters.countTelemetry(receipt)
        if taught { refreshAll(since: arrival) }
    }

    /// Takes back what an undo names, as the journal has it. False when there was nothing to take back.
    private func takeBack(_ undo: TelemetryEvent) async throws -> Bool {
        guard let undone = try await parts.journal.judgement(undoneBy: undo) else { return false }
        taste.withLock { $0.retract(undone.judgement, undone.sample, madeAt: undone.at) }
        live.withExisting(undo.session) { $0.takeBack(undone.judgement, of: undone.sample, set: undo.setID) }
        return true
    }

    /// Pins or bans, durably, and ranks again.
    public func grant(_ wish: Wish) async throws {
        try checkSample(of: wish)
        try await share(.wished(wish, granted: true)) { try await set(wish, granted: true) }
    }

    /// Takes a pin or a ban back.
    public func withdraw(_ wish: Wish) async throws {
        try await share(.wished(wish, granted: false)) { try await set(wish, granted: false) }
    }

    /// Has a wish stand or not, durably, and ranks again.
    func set(_ wish: Wish, granted: Bool) async throws {
        let arrival = clock.nanoseconds()
        let library = snapshot
        if granted {
            try await durably { try await parts.wishes.grant(wish, at: clock.now()) }
            taste.withLock { $0.grant(wish, library) }
        } else {
            try await durably { try await parts.wishes.withdraw(wish) }
            taste.withLock { $0.withdraw(wish) }
        }
        refreshAll(since: arrival)
    }

    /// A pack or a tag may be banned before the library has it; a sample must exist.
    private func checkSample(of wish: Wish) throws {
        let id: SampleID
        switch wish {
        case .pin(let sample): id = sample
        case .ban(.sample, let text): id = SampleID(text)
        case .ban(.pack, _), .ban(.tag, _): return
        }
        if snapshot.sample(id) == nil { throw EngineError.unknownSample(id) }
    }
}

import NIOCore
import Ranking
import SampleIndex
import Sessions
import Streaming
import Synchronization

extension Engine {
    /// Marks a session's list as perhaps changed; it is ranked if somebody watches, and when somebody next does.
    func refresh(_ id: SessionID, since arrival: UInt64) {
        // Asked under the session's lock: a stream that opens meanwhile either is seen here or finds the mark itself.
        let queue = live.withExisting(id) { slot in
            slot.change(at: arrival, watched: parts.feed.isWatched(session: id.rawValue))
        }
        if queue == true { rankingQueues.add(id) }
    }

    /// A change that may touch every list: taste, wishes, library.
    func refreshAll(since arrival: UInt64) {
        for id in live.ids { refresh(id, since: arrival) }
    }

    /// Ranks a session's newest state and shows the result, if it is news. The one way a list reaches the stream.
    ///
    /// - Parameter inTime: whether the list must keep the budget, at the price of being incomplete.
    func rankAndShow(_ id: SessionID, inTime: Bool = true) {
        let begun = live.withExisting(id) { slot in
            let before = slot
            return (ranking: slot.beginRanking(), slot: before)
        }
        guard let (ranking, slot) = begun else { return }
        var set = rank(
            slot.stored, exposure: slot.exposure, limit: Self.streamLimit, mode: nil,
            previous: slot.current?.list.suggestions.map(\.sample.id) ?? [],
            since: slot.changedAt ?? clock.nanoseconds(), inTime: inTime)
        let data = set.encoded(clock: clock)
        let shown = live.withExisting(id) { slot in
            guard slot.show(set, of: ranking) else { return false }
            parts.feed.publish(.suggestions(id.rawValue), event: "suggestions", data: data)
            return true
        }
        guard shown == true else { return }
        meters.countSet(set.timings)
        if parts.feed.isWatched(session: id.rawValue) { recordImpression(of: id) }
        // The rest follows, in its own time, unless something newer waits already.
        if !set.list.complete, live.withExisting(id, { $0.isStale }) == false { rankAndShow(id, inTime: false) }
    }

    /// Nanoseconds from a change to the end of its scan: the budget of a set without what follows the scan.
    static let scanBudget = UInt64(SuggestionSet.budgetMilliseconds) * 750_000

    /// The most rows that are scored for the sake of a set's counterfactual: a small part of a millisecond. Where more
    /// would pass the filters, an explanation of the sample finds it.
    static let counterfactualRows = 4_096
    /// The same for an explanation, which somebody asked for and waits for.
    static let explainedRows = 1_000_000

    /// How many suggestions a streamed set holds.
    static let streamLimit = 10

    /// One ranking as a set. `mode` overrides the session's for this answer only, which then belongs to no arm.
    func rank(
        _ session: StoredSession, exposure: SessionExposure, limit: Int, mode override: RankingMode?,
        previous: [SampleID], since arrival: UInt64, inTime: Bool = true
    ) -> SuggestionSet {
        let started = clock.nanoseconds()
        // What waited longer than the budget still gets some time: an empty list would help nobody.
        let deadline = inTime ? max(arrival + Self.scanBudget, started + Self.scanBudget / 4) : .max
        let chosen = ranking(of: session)
        // An answer in another mode than the session's own belongs to no arm, and so not to its weights.
        let isOwn = override == nil || override == chosen.mode
        let now = clock.now()
        let request = RankingRequest(
            context: completed(session.context, by: isOwn ? chosen.weights : [:]), mode: override ?? chosen.mode,
            taste: taste.withLock { $0 }, exposure: exposure,
            limit: limit, now: now, previous: previous)
        var scannedAt = started
        let library = snapshot
        var list = library.rank(request, until: { clock.nanoseconds() >= deadline }) {
            scannedAt = clock.nanoseconds()
        }
        if let next = list.runnerUp?.sample.id {
            list.runnerUp?.counterfactual = library.counterfactual(
                for: next, in: request, rows: Self.counterfactualRows)
        }
        var timings = StageTimings()
        timings.queue = EngineClock.milliseconds(from: arrival, to: started)
        timings.scan = EngineClock.milliseconds(from: started, to: scannedAt)
        timings.rerank = EngineClock.milliseconds(from: scannedAt, to: clock.nanoseconds())
        return SuggestionSet(
            id: ULID.make(at: now, random: clock.random), session: session.id, revision: session.revision,
            mode: request.mode, assignment: isOwn ? chosen.assignment : nil,
            generatedAt: now, timings: timings, context: session.context, list: list)
    }

    /// Writes down that the session's current set has been sent, once.
    func recordImpression(of id: SessionID) {
        if let sent = live.withExisting(id, { $0.takeImpression() }) ?? nil { impressions.add(sent) }
    }
}

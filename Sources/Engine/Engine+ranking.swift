import Library
import NIOCore
import Ranking
import SampleIndex
import Sessions
import Streaming
import Synchronization

extension Engine {
    /// Marks a session's list as perhaps changed; it is ranked if somebody watches, and when somebody next does.
    ///
    /// - Parameter elsewhere: whether eyes at other nodes count too: for changes of which only this node knows.
    func refresh(_ id: SessionID, since arrival: UInt64, elsewhere: Bool = false) {
        // Asked under the session's lock: a stream that opens meanwhile either is seen here or finds the mark itself.
        let queue = live.withExisting(id) { slot in
            slot.change(
                at: arrival,
                watched: elsewhere
                    ? parts.feed.mayBeWatched(session: id.rawValue) : parts.feed.isWatched(session: id.rawValue))
        }
        if queue == true { rankingQueues.add(id) }
    }

    /// A change that may touch every list: taste, wishes, library.
    func refreshAll(since arrival: UInt64) {
        for id in live.ids { refresh(id, since: arrival) }
    }

    /// A change of the library: of the lists that are on screens only those are ranked again that it can alter.
    func refreshReached(by change: LibraryChange, in library: IndexSnapshot, since arrival: UInt64) {
        var ids: [SessionID] = []
        var lists: [ShownList] = []
        for id in live.ids {
            let shown = live.withExisting(id) { slot in slot.settled.map { (slot.stored, slot.exposure, $0.list) } }
            guard parts.feed.isWatched(session: id.rawValue), let (session, exposure, list) = shown ?? nil else {
                refresh(id, since: arrival)
                continue
            }
            ids.append(id)
            lists.append(
                ShownList(
                    request: request(for: session, exposure: exposure, limit: Self.streamLimit), list: list))
        }
        for (id, isReached) in zip(ids, library.reached(lists, by: change)) where isReached {
            refresh(id, since: arrival)
        }
    }

    /// What a session's newest state asks of the library now.
    private func request(
        for session: StoredSession, exposure: SessionExposure, limit: Int, mode override: RankingMode? = nil,
        previous: [SampleID] = []
    ) -> RankingRequest {
        let chosen = ranking(of: session)
        // An answer in another mode than the session's own belongs to no arm, and so not to its weights.
        let isOwn = override == nil || override == chosen.mode
        return RankingRequest(
            context: completed(session.context, by: isOwn ? chosen.weights : [:]), mode: override ?? chosen.mode,
            taste: taste.withLock { $0 }, exposure: exposure, limit: limit, now: clock.now(), previous: previous)
    }

    /// The request for one answer, besides what the stream shows.
    func request(for session: StoredSession, limit: Int, mode: RankingMode?) -> RankingRequest {
        let (exposure, shown) = live.withExisting(session.id) { ($0.exposure, $0.current) } ?? (SessionExposure(), nil)
        let isOwn = mode == nil || mode == ranking(of: session).mode
        return request(
            for: session, exposure: exposure, limit: limit, mode: mode,
            previous: isOwn ? shown?.list.suggestions.map(\.sample.id) ?? [] : [])
    }

    /// Ranks the newest state of some sessions in one pass over the library, and shows the results that are news. The one
    /// way a list reaches the stream.
    ///
    /// - Parameter inTime: whether the lists must keep the budget, at the price of being incomplete.
    func rankAndShow(_ ids: [SessionID], inTime: Bool = true) {
        let begun = ids.compactMap { id in
            live.withExisting(id) { slot in
                overtaken.holdsBack(id, at: slot.stored.revision) ? nil : slot.beginRanking()
            } ?? nil
        }
        let turns = begun.map { begun in
            RankingTurn(
                session: begun.session, arrival: begun.changedAt ?? clock.nanoseconds(),
                request: request(
                    for: begun.session, exposure: begun.exposure, limit: Self.streamLimit,
                    previous: begun.shown?.suggestions.map(\.sample.id) ?? []))
        }
        rank(turns, inTime: inTime) { place, set in show(set, of: begun[place].number, in: turns[place].session.id) }
    }

    /// Shows a finished set, unless a newer one is shown or it reads the same.
    private func show(_ ranked: SuggestionSet, of ranking: Int, in id: SessionID) {
        var set = ranked
        let data = set.encoded(clock: clock)
        let encoded = set
        let shown = live.withExisting(id) { slot in
            guard slot.show(encoded, of: ranking) else { return false }
            let sent = parts.feed.mayBeWatched(session: id.rawValue) ? slot.takeImpression() : nil
            parts.feed.publish(
                .suggestions(id.rawValue), event: "suggestions", data: data, standing: encoded.standing
            ) {
                // A list that another node's takes the place of is never seen.
                if let sent { self.impressions.add(sent) }
            }
            return true
        }
        guard shown == true else { return }
        meters.countSet(encoded.timings)
        // The rest follows, in its own time, unless something newer waits already.
        if !encoded.list.complete, live.withExisting(id, { $0.isStale }) == false { rankAndShow([id], inTime: false) }
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
        _ session: StoredSession, limit: Int, mode: RankingMode?, since arrival: UInt64
    ) -> SuggestionSet {
        let request = request(for: session, limit: limit, mode: mode)
        let started = clock.nanoseconds()
        let deadline = deadline(since: arrival, from: started)
        var scannedAt = started
        let library = snapshot
        let list = library.rank(request, until: { clock.nanoseconds() >= deadline }) {
            scannedAt = clock.nanoseconds()
        }
        let turn = RankingTurn(session: session, arrival: arrival, request: request)
        return set(of: turn, list, in: library, started: started, scanned: scannedAt)
    }

    /// What waited longer than the budget still gets some time: an empty list would help nobody.
    private func deadline(since arrival: UInt64, from started: UInt64) -> UInt64 {
        max(arrival + Self.scanBudget, started + Self.scanBudget / 4)
    }

    /// One session's part in a pass over the library.
    struct RankingTurn {
        var session: StoredSession
        /// When the oldest change that the list answers arrived.
        var arrival: UInt64
        var request: RankingRequest
    }

    /// Rankings as sets, each handed over as soon as it is made.
    private func rank(_ turns: [RankingTurn], inTime: Bool, each: (Int, SuggestionSet) -> Void) {
        let started = clock.nanoseconds()
        let arrival = turns.map(\.arrival).min() ?? started
        let deadline = inTime ? deadline(since: arrival, from: started) : .max
        var scannedAt = started
        let library = snapshot
        library.rank(turns.map(\.request), until: { clock.nanoseconds() >= deadline }) { _ in
            scannedAt = clock.nanoseconds()
        } each: { place, list in
            each(place, set(of: turns[place], list, in: library, started: started, scanned: scannedAt))
        }
    }

    /// The set of a list, with what would have brought its runner-up in.
    private func set(
        of turn: RankingTurn, _ ranked: SuggestionList, in library: IndexSnapshot, started: UInt64, scanned: UInt64
    ) -> SuggestionSet {
        var list = ranked
        if let next = list.runnerUp?.sample.id {
            list.runnerUp?.counterfactual = library.counterfactual(
                for: next, in: turn.request, rows: Self.counterfactualRows)
        }
        let chosen = ranking(of: turn.session)
        var timings = StageTimings()
        timings.queue = EngineClock.milliseconds(from: turn.arrival, to: started)
        timings.scan = EngineClock.milliseconds(from: started, to: scanned)
        timings.rerank = EngineClock.milliseconds(from: scanned, to: clock.nanoseconds())
        return SuggestionSet(
            id: ULID.make(at: turn.request.now, random: clock.random), session: turn.session.id,
            revision: turn.session.revision, mode: turn.request.mode,
            assignment: turn.request.mode == chosen.mode ? chosen.assignment : nil, generatedAt: turn.request.now,
            timings: timings,
            context: turn.session.contextText, list: list)
    }

    /// Writes down that the session's current set has been sent, once.
    func recordImpression(of id: SessionID) {
        if let sent = live.withExisting(id, { $0.takeImpression() }) ?? nil { impressions.add(sent) }
    }
}

public import NIOCore
public import Ranking
public import SampleIndex
public import Sessions
public import Streaming
import Synchronization

/// What a request to watch gets.
public enum WatchOutcome: Sendable {
    case subscription(Subscription)
    /// Every session asked for has been ended; the stream answers 204 and the client stops.
    case ended
    /// There are too many streams; the client may come back after so many milliseconds.
    case overloaded(retryMilliseconds: Int)
}

extension Engine {
    /// The list as ranked now, at the session's context, in the order that people look at where it may stay; a session
    /// nobody has posted to gets the cold-start list.
    public func top(_ id: SessionID, limit: Int, mode: RankingMode?) async throws -> SuggestionSet {
        let arrival = clock.nanoseconds()
        let set = rank(try await current(id), limit: limit, mode: mode, since: arrival)
        live.withExisting(id) { $0.remember(set) }
        impressions.add(set)
        return set
    }

    /// Samples that sound like one, over the whole library or within a session's filters.
    public func similar(to sample: SampleID, limit: Int, session id: SessionID?) async throws -> SuggestionSet {
        let arrival = clock.nanoseconds()
        let session: StoredSession? = if let id { try await current(id) } else { nil }
        let now = clock.now()
        let found = snapshot.similar(
            to: sample, limit: limit, context: session.map(completed), taste: taste.withLock { $0 }, now: now)
        guard let list = found else { throw EngineError.unknownSample(sample) }
        var timings = StageTimings()
        timings.scan = EngineClock.milliseconds(from: arrival, to: clock.nanoseconds())
        return SuggestionSet(
            id: ULID.make(at: now, random: clock.random), session: id, revision: session?.revision ?? 0, mode: .fusion,
            assignment: nil, generatedAt: now, timings: timings,
            context: session?.contextText ?? SessionContext().jsonText, list: list)
    }

    /// Samples in an order that grows from several seeds; within a session's filters when one is named.
    public func sequence(
        _ seeds: [SampleID], count: Int, curve: EnergyCurve, locked: [Int: SampleID], session id: SessionID?
    ) async throws -> SampleSequence {
        let session: StoredSession? = if let id { try await current(id) } else { nil }
        let request = SequenceRequest(
            seeds: seeds, count: count, curve: curve, locked: locked, context: session.map(completed),
            taste: taste.withLock { $0 }, now: clock.now())
        let library = snapshot
        if let banned = locked.values.compactMap(library.sample).first(where: request.taste.bans) {
            throw InvalidRequest([
                FieldProblem(
                    field: "locked",
                    detail: "\(banned.id.rawValue) is banned, or its pack or one of its tags. Lift the ban first.")
            ])
        }
        var unknown: SampleID?
        guard let sequence = library.sequence(request, unknown: &unknown) else {
            throw EngineError.unknownSample(unknown ?? SampleID(""))
        }
        return sequence
    }

    /// Where a sample stands in the session's list of ten, and why it is there or not.
    public func explain(_ sample: SampleID, in id: SessionID) async throws -> (StoredSession, Explanation) {
        let session = try await current(id)
        let request = request(for: session, limit: Self.streamLimit, mode: nil)
        let library = snapshot
        guard var found = library.explain(sample, in: request) else { throw EngineError.unknownSample(sample) }
        if found.verdict != .listed {
            found.counterfactual = library.counterfactual(for: sample, in: request, rows: Self.explainedRows)
        }
        return (session, found)
    }

    /// Milliseconds after which to come back, when there are as many streams as there may be.
    public var overloadDelay: Int? { parts.feed.overloadDelay() }

    /// Opens a stream whose first bytes hold the newest context and list of every session asked for.
    ///
    /// - Parameter ticketMadeAt: when the ticket of the options' caller was made, if it came with one.
    public func watch(_ options: StreamOptions, ticketMadeAt: UnixTime? = nil) async throws -> WatchOutcome {
        let ids = try await watchedIDs(options.sessions)
        if haveEnded(options.sessions) { return .ended }
        if let delay = overloadDelay { return .overloaded(retryMilliseconds: delay) }
        for id in ids { try await prepare(id) }
        await parts.feed.settle(within: Self.settlingLimit)
        let subscription = parts.feed.subscribe(options)
        let arrival = clock.nanoseconds()
        // What ended streams until then did not see this one.
        if haveEnded(options.sessions) { return .ended }
        if let ticketMadeAt, let caller = options.caller, isRevoked(ticketOf: caller, issuedAt: ticketMadeAt) {
            parts.feed.revoke(caller: caller)
        }
        for id in ids {
            recordImpression(of: id)
            // A change between the snapshot and the subscription saw no watcher: it is ranked now.
            if live.withExisting(id, { $0.isStale }) == true { refresh(id, since: arrival) }
        }
        return .subscription(subscription)
    }

    /// The stream's state as one JSON document: `{cursor, contexts, suggestions}`.
    public func state(of sessions: SessionFilter) async throws -> ByteBuffer {
        let ids = try await watchedIDs(sessions)
        for id in ids { try await prepare(id) }
        await parts.feed.settle(within: Self.settlingLimit)
        let cursor = parts.feed.head.description
        return JSONWriter.object { json in
            json.member("cursor", cursor)
            json.key("contexts")
            json.array(ids.compactMap { parts.feed.newest(.context($0.rawValue)) }) { $0.raw($1) }
            json.key("suggestions")
            json.array(ids.compactMap { parts.feed.newest(.suggestions($0.rawValue)) }) { $0.raw($1) }
        }
    }

    /// A set as JSON, as the stream sends it.
    public func encode(_ set: SuggestionSet) -> ByteBuffer {
        var set = set
        return set.encoded(clock: clock)
    }

    /// The longest that a request waits for its own frames to come back from a shared feed.
    private static let settlingLimit = Duration.milliseconds(50)

    /// Every session means those that are stored too, which nobody may have asked for since a restart.
    private func watchedIDs(_ filter: SessionFilter) async throws -> [SessionID] {
        switch filter {
        case .all:
            let stored = try await parts.contexts.sessions(at: clock.now()).map(\.id)
            return Set(stored).union(live.ids).sorted()
        case .only(let texts): return texts.compactMap { SessionID($0) }.sorted()
        }
    }

    /// Makes sure the feed holds a session's newest context and list.
    private func prepare(_ id: SessionID) async throws {
        guard !live.hasEnded(id) else { return }
        let session = try await current(id)
        await parts.feed.bring([.context(id.rawValue), .suggestions(id.rawValue)])
        let stale = live.with(id, at: session.updatedAt) { slot in
            let isUntouched = slot.isUntouched
            let isNews = slot.take(session)
            let isThere = parts.feed.newest(.context(id.rawValue)) != nil
            if (isNews && !isUntouched) || !isThere { publish(slot.stored, as: slot.stored.contextFrame()) }
            // Another node has made the list, and tells when there is a newer one.
            if isUntouched, isThere, parts.feed.newest(.suggestions(id.rawValue)) != nil {
                slot.follow(revision: session.revision)
            }
            return slot.isStale
        }
        if stale { rankAndShow([id]) }
    }

    /// A session's context as it is ranked.
    private func completed(_ session: StoredSession) -> SessionContext {
        completed(session.context, by: ranking(of: session).weights)
    }

    /// The stored session, or an empty one at revision 0.
    private func current(_ id: SessionID) async throws -> StoredSession {
        let now = clock.now()
        return try await parts.contexts.session(id, at: now) ?? StoredSession(id: id, updatedAt: now)
    }

    /// Whether every session asked for has been ended, so that a stream of them is told to stop.
    public func haveEnded(_ sessions: SessionFilter) -> Bool {
        guard case .only(let texts) = sessions else { return false }
        return texts.compactMap { SessionID($0) }.allSatisfy(live.hasEnded)
    }
}

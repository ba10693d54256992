public import Logging
public import Ranking
public import Sessions
public import Streaming
import Synchronization

/// Contexts in Redis, with a replica in this process that answers when Redis does not.
///
/// A request waits for Redis at most `commandLimit`. The first failure opens the circuit: the connection is given up,
/// and from then on requests are served by the replica without waiting. ``run()`` alone tries to connect again, with
/// backoff. What was accepted meanwhile is written back field by field; such a session is served from the replica until
/// that has happened. Revisions never go backwards, and what Redis has lost is written there again.
///
/// A session that another node ended while Redis restarted comes back when this node still holds it; it expires then.
public final class RedisContextStore: ContextStore {
    let endpoint: RedisEndpoint
    let settings: RedisSettings
    let clock: any Clock<Duration>
    let now: @Sendable () -> UnixTime
    let state: Mutex<State>
    private let telling: Telling?
    /// This process, in the name of its marker.
    let node = String(UInt64.random(in: .min ... .max), radix: 36)
    private let logger: Logger

    /// Where updates are told of in the step that stores them, and the frame that tells of a session's context.
    public struct Telling: Sendable {
        let feed: RedisFeed
        let frame: @Sendable (StoredSession) -> SharedFrame

        public init(on feed: RedisFeed, as frame: @escaping @Sendable (StoredSession) -> SharedFrame) {
            self.feed = feed
            self.frame = frame
        }
    }

    struct State {
        var replica: Replica
        /// `nil` while the circuit is open.
        var redis: RedisSession?
        /// Why there is no connection, and since when.
        var outage = "not connected yet"
        var since: UnixTime?
        /// Counts connections, and losses of what Redis held; see ``RedisScript``.
        var connections = 0
        /// The number that Redis was told last. Until that is the connection's own, requests are served by the replica.
        var marked: String?
        var runID: String?
        /// What the log was told last.
        var announced: Bool?
        /// Changes that this node sent, each of which bears a stamp of its own.
        var changes = 0

        mutating func nextStamp(of node: String) -> String {
            changes += 1
            return "\(node).\(String(changes, radix: 36))"
        }
    }

    /// Nothing is connected before ``connect()`` or ``run()``.
    ///
    /// - Parameters:
    ///   - clock: Paces probes and attempts to connect.
    ///   - now: The time of day, for expiry of what is written back and for health.
    ///   - telling: Where updates are told of in the step that stores them.
    public init(
        _ endpoint: RedisEndpoint, settings: RedisSettings = RedisSettings(), logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> UnixTime = UnixTime.ofDay,
        telling: Telling? = nil
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.clock = clock
        self.now = now
        self.logger = logger
        self.telling = telling
        state = Mutex(State(replica: Replica(idleLimit: settings.idleLimit, capacity: settings.capacity)))
    }

    deinit { state.withLock { $0.redis?.connection.close() } }

    // MARK: Requests

    public func apply(_ update: ContextUpdate) async throws -> ContextOutcome {
        let redis = redis(for: update.session)
        if let redis {
            let (base, stamp) = state.withLock {
                ($0.replica.base(of: update.session, at: update.receivedAt), $0.nextStamp(of: node))
            }
            // What becomes of the session if this node knows its newest revision.
            let expected = base.session.applying(update)
            let placement = telling.flatMap { $0.feed.placement(of: $0.frame(expected)) }
            switch await answer(
                from: redis, about: update.session,
                { (redis) throws(RedisError) in
                    try await redis.update(
                        update, above: base.revision, on: base.stamp, stamp: stamp, telling: placement)
                })
            {
            case .foreseen(let isTold):
                let made = Stamped(session: expected, stamp: stamp)
                state.withLock { $0.replica.adopt(made, idempotencyKey: update.idempotencyKey) }
                return isTold ? .told(expected) : .applied(expected)
            case .told(let found):
                state.withLock { $0.replica.adopt(found, idempotencyKey: update.idempotencyKey) }
                // What this node did not know of was told wrongly: the right one follows.
                return found.session.context == expected.context ? .told(found.session) : .applied(found.session)
            case .stands(let found?):
                state.withLock { $0.replica.adopt(found, idempotencyKey: update.idempotencyKey) }
                return .applied(found.session)
            case .replayed(let found):
                state.withLock { $0.replica.adopt(found) }
                return .replayed(found.session)
            case .stale(let stored): throw ContextStoreError.stale(stored: stored, given: update.version ?? stored)
            default: break
            }
        }
        defer { announce() }
        return try state.withLock { try $0.replica.apply(update, isDoubtful: redis != nil) }
    }

    /// Of a session that is held here; an expired one counts, as revisions go on from it.
    private func revision(of id: SessionID) -> Int { state.withLock { $0.replica.table.revision(of: id) } }

    public func session(_ id: SessionID, at now: UnixTime) async throws -> StoredSession? {
        if let redis = redis(for: id) {
            let known = revision(of: id)
            let answer = await answer(
                from: redis, about: id, { (redis) throws(RedisError) in try await redis.session(id, above: known) })
            state.withLock { state in
                switch answer {
                case .stands(let session?): state.replica.adopt(session)
                // What began since the question is newer than what it was about.
                case .over(let revision) where state.replica.table.revision(of: id) <= revision:
                    state.replica.forget(id)
                default: break
                }
            }
        }
        return state.withLock { $0.replica.table.session(id, at: now) }
    }

    public func setMode(_ mode: ModeSetting, for id: SessionID, at now: UnixTime) async throws -> StoredSession {
        let (known, stamp) = state.withLock { ($0.replica.table.revision(of: id), $0.nextStamp(of: node)) }
        if let redis = redis(for: id),
            case .stands(let found?)? = await answer(
                from: redis, about: id,
                { (redis) throws(RedisError) in
                    try await redis.setMode(mode, for: id, above: known, stamp: stamp, at: now)
                })
        {
            state.withLock { $0.replica.adopt(found) }
            return found.session
        }
        defer { announce() }
        return state.withLock { $0.replica.setMode(mode, for: id, at: now) }
    }

    public func end(_ id: SessionID) async throws -> Bool {
        let known = revision(of: id)
        if let redis = redis(for: id),
            case .ended(let existed)? = await answer(
                from: redis, about: id, { (redis) throws(RedisError) in try await redis.end(id, above: known) })
        {
            state.withLock { $0.replica.forget(id) }
            return existed
        }
        defer { announce() }
        return state.withLock { $0.replica.end(id, at: now()) }
    }

    public func forget(_ id: SessionID) async { state.withLock { $0.replica.forget(id) } }

    // MARK: All sessions

    public func sessions(at now: UnixTime) async throws -> [StoredSession] {
        if let redis = state.withLock({ $0.redis }) {
            do throws(RedisError) {
                // A long answer may take its time; none at all may not.
                _ = try await redis.probe()
                let ids = try await redis.sessionIDs(since: now + -settings.idleLimit)
                try await refresh(ids, from: redis)
            } catch {
                failed(error, on: redis)
            }
        }
        return state.withLock { $0.replica.table.sessions(at: now) }
    }

    /// What looks idle here may be alive through another node: only Redis can tell, when it can be asked.
    public func expire(at now: UnixTime) async throws -> ExpiredSessions {
        if let redis = state.withLock({ $0.redis }) {
            do throws(RedisError) {
                let idle = state.withLock { $0.replica.table.expired(at: now) }
                try await refresh(idle, from: redis)
                try await redis.trimIndex(before: now + -settings.idleLimit)
            } catch {
                failed(error, on: redis)
            }
        }
        return state.withLock { $0.replica.expire(at: now) }
    }

    /// Sessions of an earlier run; Redis's own win when they are newer.
    public func restore(_ sessions: [StoredSession]) async {
        state.withLock { $0.replica.restore(sessions) }
        if let redis = state.withLock({ $0.redis }) { await writeBack(to: redis) }
    }

    private func refresh(_ ids: [SessionID], from redis: RedisSession) async throws(RedisError) {
        var rest = ids[...]
        while !rest.isEmpty {
            let sessions = try await redis.sessions(rest.prefix(128))
            state.withLock { state in
                for session in sessions { state.replica.adopt(session) }
            }
            rest = rest.dropFirst(128)
        }
    }

    // MARK: The circuit

    /// Redis, when it is there and knows all that this node knows of the session.
    private func redis(for id: SessionID) -> RedisSession? {
        state.withLock { state in
            guard let redis = state.redis, redis.number == state.marked else { return nil }
            return state.replica.unwritten[id] == nil ? redis : nil
        }
    }

    /// Asks Redis; `nil` when the replica has to answer.
    private func answer(
        from redis: RedisSession, about id: SessionID,
        _ ask: (RedisSession) async throws(RedisError) -> RedisSession.Answer
    ) async -> RedisSession.Answer? {
        do throws(RedisError) {
            let answer = try await ask(redis)
            switch answer {
            case .lost: lost(on: redis)
            case .behind: state.withLock { $0.replica.offer(id, at: now()) }
            default: return answer
            }
        } catch {
            failed(error, on: redis, about: id)
        }
        return nil
    }

    /// Redis does not know this node: it has lost its data. What goes to it under the old number from now on, from a request
    /// that looked before this, is refused there: it would make a new session of one that this node still holds.
    func lost(on redis: RedisSession) {
        state.withLock { state in
            guard state.redis?.number == redis.number else { return }
            state.connections += 1
            state.redis = redis.renumbered(state.connections)
            state.replica.offerEverything(at: now())
        }
        announce()
    }

    /// Gives the connection up, unless Redis merely refused one session's command.
    func failed(_ error: RedisError, on redis: RedisSession, about id: SessionID? = nil) {
        switch error {
        case .refused, .unexpectedReply:
            guard let id else { break }
            state.withLock { state in
                state.replica.hold(id, refusal: "\(error)", at: now())
            }
        case .unreachable, .disconnected, .timedOut:
            redis.connection.close()
            state.withLock { state in
                guard state.redis?.connection === redis.connection else { return }
                state.redis = nil
                state.outage = "\(error)"
                state.since = now()
            }
        }
        announce()
    }

    // MARK: Health

    public var health: StoreHealth { state.withLock { self.health(of: $0) } }

    private func health(of state: State) -> StoreHealth {
        guard state.redis != nil else {
            let since = state.since.map { " since \($0.rfc3339)" } ?? ""
            return .degraded("Redis at \(endpoint) unreachable\(since): \(state.outage)")
        }
        let waiting = state.replica.unwritten.count
        if waiting == 0 { return .healthy }
        let sessions = waiting == 1 ? "1 session is" : "\(waiting) sessions are"
        // Asked for with every update: one reason stands for all.
        let refusal = state.replica.refusals.first.map { "Redis refuses: \($0.value)" }
        return .degraded("\(sessions) yet to be written to Redis at \(endpoint). \(refusal ?? "This takes a moment.")")
    }

    /// Tells the log when health has changed sides, once.
    func announce() {
        let news: StoreHealth? = state.withLock { state in
            let isHealthy = state.redis != nil && state.replica.unwritten.isEmpty
            guard state.announced != isHealthy else { return nil }
            state.announced = isHealthy
            return health(of: state)
        }
        switch news {
        case nil: break
        case .healthy: logger.notice("Redis at \(endpoint) holds every session")
        case .degraded(let reason): logger.warning("\(reason); serving what this node holds")
        }
    }
}

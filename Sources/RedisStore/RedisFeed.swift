public import Logging
import NIOCore
public import Streaming
import Synchronization

/// One feed for every node of a Redis: each frame gets its place there, by one script, and comes to every node over a channel,
/// this one included. So the cursors of all nodes are the same, and a client may come back at any of them.
///
/// What a channel loses is noticed by its number and read again from the log; what the log does not have any more is said
/// as a `reset`. Without Redis a node goes on alone, in a history of its own; ``run()`` brings it back.
public final class RedisFeed: SharedOrder {
    let endpoint: RedisEndpoint
    let settings: RedisSettings
    let feed: Feed
    let clock: any Clock<Duration>
    let logger: Logger
    /// This process, in the name of what it publishes.
    let node = String(UInt64.random(in: .min ... .max), radix: 36)
    let state = Mutex(State())
    /// Nodes in the shared order, this one included; 0 while there is no connection to it: a copy of what the state says, since every
    /// update asks for it.
    private let nodes = Atomic<Int>(0)
    /// Work for ``run()``.
    let bell: AsyncStream<Void>
    let ring: AsyncStream<Void>.Continuation
    /// What the others do, in order.
    public let news: AsyncStream<FeedNews>
    let tell: AsyncStream<FeedNews>.Continuation

    struct State {
        /// `nil` while this node is alone.
        var link: FeedLink?
        /// Counts the connections, so that late words of an old one are told apart.
        var number = 0
        var outbox = Outbox()
        /// Taken out of the outbox to be sent, and not answered yet.
        var underWay: [Outbox.Item] = []
        /// Whether sending waits until what was sent is heard; how often it did; and whether it has waited long enough.
        var isHeld = false
        var holds = 0
        var isOverdue = false
        /// The oldest of them when the connection was last lost, and how often it was then.
        var stuck: (number: Int, times: Int) = (0, 0)
        /// Whether what comes waits though there is no connection: while a new one is tried.
        var isHolding = false
        /// Deeds of this node while it was alone, which the others have yet to hear of.
        var unsaid: [SharedEntry] = []
        /// Of a place whose data has not been heard yet.
        var heading: FeedMessage?
        /// Places that wait until what is missing before them has been read.
        var backlog: [FeedMessage] = []
        var isCatchingUp = false
        /// Why the connection must be given up, and whether the history has to be taken up anew.
        var failure: RedisError?
        var isOtherHistory = false
        /// Whether the feed still has the shared history, though the connection is gone.
        var hasSharedHistory = false
        var hearers = 1
        var joins = 0
        /// Why this node is alone.
        var problem: String? = "not connected yet"
        /// The last place that an entry got, and who waits for a number of them to have come back.
        var placed: UInt64 = 0
        var waiting: [(number: Int, need: Int, waiter: CheckedContinuation<Void, Never>)] = []
        var waiters = 0

        /// Entries answered: none of them, nor what took its place, waits or is under way.
        /// - Complexity: O(what waits).
        var answered: Int { min(outbox.through, (underWay.lazy.map(\.since).min() ?? .max) - 1) }

        /// Has somebody wait until so many entries are answered, and returns the number to release the waiter by.
        mutating func add(_ waiter: CheckedContinuation<Void, Never>, until need: Int) -> Int {
            waiters += 1
            waiting.append((waiters, need, waiter))
            return waiters
        }
    }

    /// Nothing is connected before ``join()`` or ``run()``.
    public init(
        _ endpoint: RedisEndpoint, feed: Feed, settings: RedisSettings = RedisSettings(), logger: Logger,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.endpoint = endpoint
        self.feed = feed
        self.settings = settings
        self.logger = logger
        self.clock = clock
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (news, tell) = AsyncStream.makeStream()
        feed.share(through: self)
    }

    deinit { state.withLock { $0.link?.close() } }

    // MARK: The order

    public func take(_ entry: SharedEntry) -> Bool {
        // What is replaced is given up after the lock.
        let (isTaken, _) = state.withLock { state -> (Bool, Outbox.Item?) in
            guard state.link != nil || state.isHolding else {
                if case .deed = entry {
                    state.unsaid.append(entry)
                } else {
                    leaveHistory(&state)
                }
                return (false, nil)
            }
            return (true, state.outbox.add(entry))
        }
        if isTaken { ring.yield() }
        return isTaken
    }

    public var hasPeers: Bool { nodes.load(ordering: .relaxed) > 1 }

    /// To be called where the link or the number of those who listen has changed.
    func countNodes(_ state: borrowing State) {
        nodes.store(state.link == nil ? 0 : state.hearers, ordering: .relaxed)
    }

    public var problem: String? { nodes.load(ordering: .relaxed) > 0 ? nil : state.withLock { $0.problem } }

    public var standing: OrderStanding {
        state.withLock { OrderStanding(nodes: $0.hearers, joins: $0.joins, problem: $0.problem) }
    }

    /// A request waits for it, and so not for long; what comes later is learnt later.
    public func bring(_ topics: [Topic]) async {
        guard let link = state.withLock({ $0.link }) else { return }
        let epoch = feed.head.epoch
        await withCheckedContinuation { waiter in
            let number = state.withLock { $0.add(waiter, until: .max) }
            Task { [weak self, settings, feed] in
                let found = try? await link.newest(of: topics, in: epoch, within: settings.feedLimit)
                for (frame, sequence) in (found ?? [:]).values { feed.learn(frame, at: sequence, in: epoch) }
                self?.releaseWaiter(number)
            }
            releaseWaiter(number, after: settings.commandLimit)
        }
    }

    public func kept() async -> [SharedDeed] {
        guard let link = state.withLock({ $0.link }) else { return [] }
        return (try? await link.kept()) ?? []
    }

    /// What places a frame within another script, while this node is in the shared history.
    func placement(of frame: SharedFrame) -> FeedPlacement? {
        guard nodes.load(ordering: .relaxed) > 0 else { return nil }
        return FeedPlacement(
            of: .frame(frame), by: node, in: feed.head.epoch, keys: RedisKeys(user: settings.user), settings: settings)
    }

    public func settle(within limit: Duration?) async {
        await withCheckedContinuation { waiter in
            let number: Int? = state.withLock { state in
                let isSettled = state.answered >= state.outbox.added && feed.head.sequence >= state.placed
                guard state.link != nil || state.isHolding, !isSettled else { return nil }
                return state.add(waiter, until: state.outbox.added)
            }
            guard let number else { return waiter.resume() }
            if let limit { releaseWaiter(number, after: limit) }
        }
    }

    private func releaseWaiter(_ number: Int, after limit: Duration) {
        Task { [weak self, clock] in
            try? await clock.sleep(for: limit)
            self?.releaseWaiter(number)
        }
    }

    private func releaseWaiter(_ number: Int) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0).waiter }
        }
        waiter?.resume()
    }

    /// The first word that only this node hears ends the shared history.
    func leaveHistory(_ state: inout State) {
        guard state.hasSharedHistory else { return }
        state.hasSharedHistory = false
        feed.goAlone()
    }

    // MARK: Messages

    /// Messages of the channel, on the connection's thread: by turns the heading of a place and its data.
    func hear(_ messages: [ByteBuffer], on number: Int) {
        var heading = state.withLock { $0.number == number ? $0.heading : nil }
        var places: [FeedMessage] = []
        for message in messages {
            guard let place = heading else {
                heading = FeedMessage(heading: message)
                continue
            }
            places.append(place.with(message))
            heading = nil
        }
        let areNext = state.withLock { [heading, places] state in
            guard state.number == number else { return false }
            state.heading = heading
            guard state.link == nil || state.isCatchingUp else { return true }
            state.backlog += places
            return false
        }
        guard areNext else { return }
        // Not under the lock, for which whoever publishes would wait. What else appends meanwhile has read it from the log, and
        // then it is known.
        let (fit, rest) = follow(places)
        let head = feed.head.sequence
        let (isWork, isAwaited) = state.withLock { state in
            guard state.number == number else { return (false, false) }
            note(fit, of: rest, in: &state)
            return (!rest.isEmpty || state.isHeld && !isBehind(state, at: head), !state.waiting.isEmpty)
        }
        if isWork { ring.yield() }
        if isAwaited { releaseWaiting() }
    }

    /// Appends places to the feed as long as they fit. Returns how the first of the rest does.
    func follow(_ places: [FeedMessage]) -> (Following, rest: ArraySlice<FeedMessage>) {
        for (index, place) in places.enumerated() {
            let fit = feed.follow(place.entry, at: place.sequence, in: place.epoch)
            switch fit {
            case .followed: tellOf(place.entry, revision: place.revision, isOwn: place.node == node)
            case .known: break
            case .gap, .otherEpoch: return (fit, places[index...])
            }
        }
        return (.known, [])
    }

    /// Notes what has to be done before these places can be appended, of which the first does not fit.
    func note(_ fit: Following, of places: ArraySlice<FeedMessage>, in state: inout State) {
        switch fit {
        case .followed, .known: break
        case .gap:
            state.backlog += places
            state.isCatchingUp = true
        case .otherEpoch: state.isOtherHistory = true
        }
    }

    /// - Parameter isOwn: whether this node said it; then only the place of a deed among those of others is news.
    func tellOf(_ entry: SharedEntry, revision: Int, isOwn: Bool = false) {
        switch entry {
        case .deed(let deed): tell.yield(.deed(deed, isOwn: isOwn))
        case .frame(let frame) where !isOwn: tell.yield(.published(frame.topic, revision: revision))
        case .ended(let session) where !isOwn: tell.yield(.ended(session: session))
        case .frame, .ended, .passed: break
        }
    }

    /// A connection has ended, on its thread.
    func end(_ error: RedisError, on number: Int) {
        state.withLock { state in
            guard state.number == number, state.failure == nil else { return }
            state.failure = error
        }
        ring.yield()
    }
}

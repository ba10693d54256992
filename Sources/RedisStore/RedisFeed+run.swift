import Logging
import Streaming
import Synchronization

extension SharedEntry {
    fileprivate func tellPlaced() {
        if case .frame(let frame) = self { frame.placed?() }
    }
}

extension RedisFeed {
    /// How many places are read of a log that this node has not followed so far: those that a client may come back from.
    private static let joinDepth = 1_000
    private static let page = 512
    /// Entries that are sent and answered together: a connection that is lost takes no more with it.
    private static let batch = 64
    /// Places that this node may have been given beyond those it has heard of. In the channel every list follows the one before
    /// it, seconds late when the cores are full; what waits here is replaced by what is newer.
    private static let window: UInt64 = 256
    /// Connections that may be lost over the same entries before this node goes on alone.
    private static let tries = 3

    /// The background service: joins, sends, catches up, and joins again. Ends when the task is cancelled.
    public func run() async throws {
        defer { fallOut(because: .disconnected("this node is stopping")) }
        var failures = 0
        while !Task.isCancelled {
            if state.withLock({ $0.link }) == nil { await join() }
            guard state.withLock({ $0.link }) != nil else {
                failures += 1
                let pause = settings.backoff.delay(after: failures, chance: Double.random(in: 0...1))
                do { try await clock.sleep(for: pause) } catch { return }
                continue
            }
            let isRefused = await serve()
            failures = isRefused ? failures + 1 : 0
            guard isRefused else { continue }
            let pause = settings.backoff.delay(after: failures, chance: Double.random(in: 0...1))
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }

    /// One attempt to connect and to take the shared history up where it stands.
    public func join() async { await join(within: settings.connectLimit) }

    private func join(within limit: Duration) async {
        let number = state.withLock { state in
            state.number += 1
            state.failure = nil
            state.isOtherHistory = false
            state.heading = nil
            state.backlog = []
            return state.number
        }
        do throws(RedisError) {
            let link = try await FeedLink.open(
                endpoint, node: node, settings: settings, within: limit,
                onMessages: { [weak self] messages in self?.hear(messages, on: number) },
                onEnd: { [weak self] error in self?.end(error, on: number) })
            do throws(RedisError) {
                try await takeUp(through: link)
            } catch {
                link.close()
                throw error
            }
        } catch {
            fallOut(because: error)
        }
    }

    /// Works off what the bell calls for, until the connection fails or the task is cancelled. True when Redis refuses what
    /// this node says: then it goes on alone, and asking again at once would only be refused again.
    private func serve() async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await self.compareNowAndThen() }
            for await _ in bell {
                guard let link = state.withLock({ $0.link }) else { break }
                do throws(RedisError) {
                    if let failure = state.withLock({ $0.failure }) { throw failure }
                    if state.withLock({ $0.isOtherHistory }) { try await takeUp(through: link) }
                    if state.withLock({ $0.isCatchingUp }) { try await catchUp(through: link) }
                    try await send(through: link)
                } catch {
                    switch error {
                    case .refused, .unexpectedReply:
                        fallOut(because: error)
                        return true
                    case .unreachable, .disconnected, .timedOut:
                        if isStuck() {
                            fallOut(because: error)
                            return true
                        }
                        await reconnect(after: error)
                        return false
                    }
                }
            }
            return false
        }
    }

    /// Whether connections are lost again and again before anything of what is to be said is answered.
    private func isStuck() -> Bool {
        state.withLock { state in
            guard let number = state.underWay.first?.number else { return false }
            state.stuck = (number, number == state.stuck.number ? state.stuck.times + 1 : 1)
            return state.stuck.times > Self.tries
        }
    }

    /// Tries a new connection at once, for which what is under way waits: a connection may be cut while Redis is well. What
    /// Redis has placed already, it does not place twice.
    private func reconnect(after error: RedisError) async {
        let link = state.withLock { state in
            let link = state.link
            state.link = nil
            countNodes(state)
            state.isHolding = true
            state.number += 1
            state.outbox.putBack(state.underWay)
            state.underWay = []
            return link
        }
        link?.close()
        logger.info("the feed's connection was lost", metadata: ["redis": "\(endpoint)", "reason": "\(error)"])
        await join(within: settings.connectLimit)
    }

    // MARK: Sending

    /// Sends a batch of what waits, and has the bell rung for the rest.
    private func send(through link: FeedLink) async throws(RedisError) {
        let (batch, hold): ([Outbox.Item], Int?) = state.withLock { state in
            // Read under the lock: who hears the last place after this finds that sending is held.
            if isBehind(state, at: feed.head.sequence), !state.isOverdue {
                if state.isHeld { return ([], nil) }
                state.isHeld = true
                state.holds += 1
                return ([], state.holds)
            }
            state.isHeld = false
            state.isOverdue = false
            if state.underWay.isEmpty { state.underWay = state.outbox.take(Self.batch) }
            return (state.underWay, nil)
        }
        if let hold { endHold(hold) }
        guard !batch.isEmpty else { return }
        let epoch = feed.head.epoch
        let answers = try await link.publish(batch, in: epoch)
        var refused: [Outbox.Item] = []
        for (item, answer) in zip(batch, answers) {
            switch answer {
            case .placed(let sequence, let hearers):
                item.entry.tellPlaced()
                state.withLock { state in
                    state.hearers = hearers
                    countNodes(state)
                    state.placed = sequence
                }
            case .held(.frame(let frame), let sequence): feed.learn(frame, at: sequence, in: epoch)
            case .held: break
            case .placedBefore: item.entry.tellPlaced()
            case .otherEpoch: refused.append(item)
            }
        }
        if !refused.isEmpty {
            try await takeUp(through: link)
        }
        state.withLock { [refused] in $0.underWay = refused }
        releaseWaiting()
        ring.yield()
    }

    /// Whether more than the window of what was sent has yet to be heard.
    func isBehind(_ state: borrowing State, at head: UInt64) -> Bool { state.placed > head + Self.window }

    /// Ends a hold that nothing else ends: a channel that has fallen silent is no reason to say nothing to the others.
    private func endHold(_ hold: Int) {
        Task { [weak self, clock, settings] in
            try? await clock.sleep(for: settings.commandLimit)
            guard let self else { return }
            let isOver = state.withLock { state in
                guard state.isHeld, state.holds == hold else { return false }
                state.isOverdue = true
                return true
            }
            if isOver { ring.yield() }
        }
    }

    /// Lets those go on whose frames have their places, or never will.
    func releaseWaiting(all: Bool = false) {
        let free: [CheckedContinuation<Void, Never>] = state.withLock { state in
            guard !state.waiting.isEmpty, all || feed.head.sequence >= state.placed else { return [] }
            let through = all ? .max : state.answered
            let free = state.waiting.filter { $0.need <= through }
            state.waiting.removeAll { $0.need <= through }
            return free.map(\.waiter)
        }
        for waiter in free { waiter.resume() }
    }

    // MARK: Joining and catching up

    /// Takes the shared history up: goes on where this node stood in it, or begins with what is newest.
    private func takeUp(through link: FeedLink) async throws(RedisError) {
        state.withLock { state in
            state.isCatchingUp = true
            state.isOtherHistory = false
        }
        let had = feed.head
        let candidate = feed.newEpoch()
        let head = try await link.join(candidate, having: had)
        let hearers = try await link.hearers()
        if head.epoch != had.epoch { try await begin(at: head, through: link) }
        state.withLock { state in
            state.link = link
            state.isHolding = false
            // A place in the history before is not to be waited for.
            if head.epoch != had.epoch { state.placed = 0 }
            state.hearers = hearers
            countNodes(state)
            state.joins += 1
            state.problem = nil
            state.hasSharedHistory = true
            for deed in state.unsaid { _ = state.outbox.add(deed) }
            state.unsaid = []
        }
        try await catchUp(through: link)
        logger.notice("the feed is shared through Redis at \(endpoint)", metadata: ["nodes": "\(hearers)"])
        tell.yield(.joined)
    }

    /// Begins with the newest places of a history that this node does not have.
    private func begin(at head: FeedCursor, through link: FeedLink) async throws(RedisError) {
        let logged = try await link.newestLogged(Self.joinDepth)
        let known = Set(feed.watchedTopics + logged.compactMap(\.topic).filter(\.isState))
        let newest = try await link.newest(of: Array(known), in: head.epoch, within: settings.commandLimit * 10)
        // Only what lies at the end without a gap.
        var places: [FeedLink.Logged] = []
        for place in logged.reversed() {
            guard let next = places.last else {
                places.append(place)
                continue
            }
            guard place.sequence + 1 == next.sequence else { break }
            places.append(place)
        }
        places.reverse()
        let base = places.first.map { $0.sequence - 1 } ?? head.sequence
        feed.takeUp(head.epoch, after: base, places.map { Self.entry(of: $0, newest) })
        // What was heard before is done twice without harm.
        for place in places {
            if let entry = place.entry { tellOf(entry, revision: 0) }
        }
        for (frame, sequence) in newest.values where sequence <= base {
            feed.learn(frame, at: sequence, in: head.epoch)
        }
    }

    /// Reads what the channel did not bring, then follows what came meanwhile.
    private func catchUp(through link: FeedLink) async throws(RedisError) {
        while true {
            let head = feed.head
            let logged = try await link.logged(after: head.sequence, limit: Self.page)
            if let first = logged.first, first.sequence > head.sequence + 1 {
                // The log does not reach back that far any more.
                try await begin(at: head, through: link)
                continue
            }
            let newest = try await link.newest(
                of: Set(logged.compactMap(\.topic).filter(\.isState)).map(\.self), in: head.epoch,
                within: settings.commandLimit * 10)
            for place in logged {
                let entry = Self.entry(of: place, newest)
                guard feed.follow(entry, at: place.sequence, in: head.epoch) == .followed else { continue }
                let revision = if case .frame(let frame) = entry { frame.standing?.revision ?? 0 } else { 0 }
                tellOf(entry, revision: revision)
            }
            if logged.count == Self.page { continue }
            let isDone = state.withLock { state in
                let backlog = state.backlog.filter { $0.sequence > feed.head.sequence || $0.epoch != feed.head.epoch }
                state.backlog = []
                state.isCatchingUp = false
                let (fit, rest) = follow(backlog)
                note(fit, of: rest, in: &state)
                return !state.isCatchingUp
            }
            if isDone {
                releaseWaiting()
                ring.yield()
                return
            }
            let next = state.withLock { $0.backlog.first?.sequence }
            // The log has nothing of what lies before the next message: it was lost.
            if logged.isEmpty, let next {
                try await begin(at: FeedCursor(epoch: head.epoch, sequence: next - 1), through: link)
            }
        }
    }

    private static func entry(
        of place: FeedLink.Logged, _ newest: [Topic: (frame: SharedFrame, sequence: UInt64)]
    ) -> SharedEntry {
        if let entry = place.entry { return entry }
        guard let topic = place.topic, let found = newest[topic], found.sequence == place.sequence else {
            return .passed
        }
        return .frame(found.frame)
    }

    /// Compares places with Redis: a channel may fall silent without ending.
    private func compareNowAndThen() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: settings.probeInterval) } catch { return }
            let (current, number) = state.withLock { ($0.link, $0.number) }
            guard let link = current else { return }
            let here = feed.head
            do throws(RedisError) {
                let there = try await link.head()
                if there?.epoch != here.epoch {
                    state.withLock { $0.isOtherHistory = true }
                } else if let there, there.sequence > feed.head.sequence {
                    state.withLock { $0.isCatchingUp = true }
                } else {
                    continue
                }
            } catch {
                end(error, on: number)
                continue
            }
            ring.yield()
        }
    }

    // MARK: Alone

    /// Gives the connection up. What had no place yet is published here alone.
    private func fallOut(because error: RedisError) {
        let (link, wasShared) = state.withLock { state in
            let link = state.link
            let wasShared = link != nil || state.isHolding
            state.link = nil
            countNodes(state)
            state.isHolding = false
            state.problem = "\(error)"
            state.number += 1
            var rest = (state.underWay + state.outbox.take()).map(\.entry)
            state.unsaid += rest.filter { if case .deed = $0 { true } else { false } }
            rest.removeAll { if case .deed = $0 { true } else { false } }
            state.underWay = []
            state.backlog = []
            state.isCatchingUp = false
            state.placed = 0
            // Under the lock: what is published from now on comes after it.
            if !rest.isEmpty { leaveHistory(&state) }
            for entry in rest { feed.place(entry) }
            return (link, wasShared)
        }
        link?.close()
        if wasShared {
            logger.warning(
                "the feed is not shared: \(error); this node goes on alone", metadata: ["redis": "\(endpoint)"])
        }
        releaseWaiting(all: true)
    }
}

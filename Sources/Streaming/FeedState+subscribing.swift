extension FeedState {
    /// Registers a subscriber and brings it forward from its cursor. Both happen under one hold of the lock and the
    /// subscriber is marked before anything newer is, so there is no seam between history and live.
    /// - Complexity: O(state topics watched + event frames missed).
    mutating func subscribe(_ options: StreamOptions, at now: Int64) -> SubscriberKey {
        let resumption = resumption(of: options.lastEventID)
        let maxAge = settings.maxAge * Double.random(in: 0.8...1.0, using: &random)
        var subscriber = Subscriber(
            options: options, phase: .opening(resumption.opening), delivered: resumption.sequence,
            heartbeatAt: now + heartbeatInterval(options), endsAt: now + maxAge.nanoseconds, maxAge: maxAge)
        if let left = options.lifetime, left <= maxAge {
            subscriber.endsAt = now + left.nanoseconds
            subscriber.endReason = .tokenExpired
        }
        if isDraining {
            subscriber.endsAt = now
            subscriber.endReason = .drain
        }
        let key = table.insert(subscriber)
        if let caller = options.caller { indicesOf[caller, default: []].append(key.index) }
        statistics.opens += 1
        if case .reset(let reason, _) = resumption.opening { statistics.resets[reason, default: 0] += 1 }
        watch(options.sessions, by: key.index)
        bringForward(key.index, from: resumption)
        schedule(key.index, at: now)
        return key
    }

    private struct Resumption {
        var opening: Subscriber.Opening
        /// State frames newer than this are sent.
        var sequence: UInt64 = 0
        /// The first event frame that may be sent.
        var ordinal: UInt64
    }

    private func resumption(of text: String?) -> Resumption {
        let next = history.nextOrdinal
        guard let text, !text.isEmpty else { return Resumption(opening: .fresh, ordinal: next) }
        func reset(_ reason: ResetReason) -> Resumption {
            Resumption(opening: .reset(reason, from: String(text.unicodeScalars.prefix(64))), ordinal: next)
        }
        guard let cursor = FeedCursor(text) else { return reset(.malformed) }
        guard cursor.epoch == epoch else { return reset(.otherEpoch) }
        guard cursor.sequence <= history.head else { return reset(.ahead) }
        guard let ordinal = history.ordinal(after: cursor.sequence) else { return reset(.expired) }
        return Resumption(opening: .resumed, sequence: cursor.sequence, ordinal: ordinal)
    }

    private mutating func watch(_ filter: SessionFilter, by index: Int) {
        switch filter {
        case .all:
            everywhere.append(index)
            for slot in slotOf.values.sorted() { _ = table[index].subscriber?.lane(forSlot: slot) }
        case .only(let sessions):
            for session in sessions.sorted() {
                for topic in [Topic.context(session), .suggestions(session)] {
                    let slot = slot(for: topic)
                    let lane = table[index].subscriber?.lanes.count ?? 0
                    table[index].subscriber?.lanes.append(
                        Subscriber.Lane(slot: slot, place: slots[slot].watchers.count))
                    slots[slot].watchers.append(TopicSlot.Watcher(subscriber: index, lane: lane))
                }
            }
        }
    }

    private mutating func bringForward(_ index: Int, from resumption: Resumption) {
        guard let subscriber = table[index].subscriber else { return }
        var brought: UInt64 = 0
        for (lane, watched) in subscriber.lanes.enumerated() {
            guard let frame = slots[watched.slot].frame, frame.sequence > resumption.sequence else { continue }
            _ = table[index].subscriber?.mark(lane: lane, sequence: frame.sequence)
            brought += 1
        }
        for ordinal in resumption.ordinal..<history.nextOrdinal {
            guard let frame = history.event(ordinal), subscriber.options.sessions.admits(frame.topic) else { continue }
            table[index].subscriber?.markEvent(ordinal: ordinal, sequence: frame.sequence)
            brought += 1
        }
        if case .resumed = resumption.opening { statistics.replayed += brought }
    }

    /// `ping` seconds, jittered so that heartbeats of streams opened together spread.
    mutating func heartbeatInterval(_ options: StreamOptions) -> Int64 {
        let jitter = Double.random(in: -1...1, using: &random) * settings.heartbeatJitter
        return Int64(Double(options.pingSeconds) * (1 + jitter) * 1e9)
    }

    /// Has the lifetime sweep look at a subscriber when its heartbeat or its end is due.
    mutating func schedule(_ index: Int, at now: Int64) {
        guard let subscriber = table[index].subscriber else { return }
        let soonest = min(subscriber.heartbeatAt, subscriber.endsAt)
        // A reader that is overdue is stuck in a write: it looks at the time itself when it comes back.
        let at = soonest > now ? soonest : now + 1_000_000_000
        guard subscriber.checkAt <= now || at < subscriber.checkAt else { return }
        table[index].subscriber?.checkAt = at
        lifetimes.push(table.key(at: index), at: at)
    }
}

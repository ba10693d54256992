extension FeedState {
    /// What a reader finds.
    enum Taking {
        case batch(Batch)
        case nothing
        case end
    }

    /// The write that is due for a subscriber. O(dirty topics and missed events).
    mutating func take(_ key: SubscriberKey, at now: Int64) -> Taking {
        guard let index = table.index(of: key), let readiness = table.readiness(at: index, now: now) else {
            return .end
        }
        switch readiness {
        case .ended:
            remove(index, reason: table[index].subscriber?.endReason ?? .cancelled)
            return .end
        case .held, .idle: return .nothing
        case .ready: break
        }
        let isOpening = table[index].subscriber?.readInPlace { $0.isOpening } ?? false
        let overran = table[index].subscriber?.readInPlace { $0.overrun(in: history) } ?? false
        let isLost = table[index].subscriber?.readInPlace { $0.lost != nil } ?? false
        let isDisplaced = table[index].subscriber?.readInPlace { $0.endReason == .displaced } ?? false
        let retry = Int.random(
            in: isDisplaced ? settings.overloadRetryMilliseconds : settings.retryMilliseconds, using: &random)
        let view = view
        guard let batch = table[index].subscriber?.take(at: now, from: view, retry: retry) else { return .nothing }
        if !isOpening { countDelays(of: batch, at: now) }
        if isLost {
            statistics.resets[.otherEpoch, default: 0] += 1
        } else if overran {
            statistics.resets[.overrun, default: 0] += 1
        }
        statistics.writes += 1
        if let ping = table[index].subscriber?.readInPlace({ $0.options.pingSeconds }) {
            let interval = heartbeatInterval(ping)
            table[index].subscriber?.heartbeatAt = now + interval
        }
        return .batch(batch)
    }

    private mutating func countDelays(of batch: Batch, at now: Int64) {
        for piece in batch.pieces {
            guard let frame = piece.published else { continue }
            statistics.delays.add(Double(now - frame.publishedAt) / 1e6)
        }
    }

    /// Lets a reader wait, unless a write has become due since it looked. False when another reader waits already.
    mutating func wait(
        _ key: SubscriberKey, _ waiter: Waiter, at now: Int64, waking: inout Woken
    ) -> Bool {
        guard let index = table.index(of: key) else {
            waking.add(waiter, key)
            return true
        }
        guard table[index].waiter == nil else { return false }
        table[index].waiter = waiter
        wakeOrPace(index, at: now, waking: &waking)
        return true
    }

    /// Ends a subscription from the reader's side.
    mutating func cancel(_ key: SubscriberKey, reason: CloseReason = .cancelled, waking: inout Woken) {
        guard let index = table.index(of: key) else { return }
        let hadEnded = table[index].subscriber?.readiness(at: .min) == .ended
        let reason = hadEnded ? table[index].subscriber?.endReason ?? reason : reason
        // A desk that cancels knows.
        if let waiter = remove(index, reason: reason), case .reader = waiter { waking.add(waiter, key) }
    }

    /// Takes a subscriber out of every list. O(lanes), plus O(streams to everything) for one of those.
    @discardableResult
    mutating func remove(_ index: Int, reason: CloseReason) -> Waiter? {
        guard let subscriber = table[index].subscriber else { return nil }
        for lane in subscriber.lanes where lane.place >= 0 { unwatch(lane) }
        if subscriber.options.sessions == .all { everywhere.removeAll { $0 == index } }
        if let caller = subscriber.options.caller { forget(index, of: caller) }
        statistics.closes[reason, default: 0] += 1
        return table.remove(at: index)
    }

    /// The last watcher of the slot takes the place of the one that goes.
    private mutating func unwatch(_ lane: Subscriber.Lane) {
        let moved = slots[lane.slot].watchers.removeLast()
        if lane.place < slots[lane.slot].watchers.count {
            slots[lane.slot].watchers[lane.place] = moved
            table[moved.subscriber].subscriber?.lanes[moved.lane].place = lane.place
        }
        releaseIfUnused(slot: lane.slot)
    }
}

extension FeedState {
    /// What a reader finds.
    enum Taking {
        case batch(Batch)
        case nothing
        case end
    }

    /// The write that is due for a subscriber. O(dirty topics and missed events).
    mutating func take(_ key: SubscriberKey, at now: Int64) -> Taking {
        guard let index = table.index(of: key), let readiness = table[index].subscriber?.readiness(at: now) else {
            return .end
        }
        switch readiness {
        case .ended:
            remove(index, reason: table[index].subscriber?.endReason ?? .cancelled)
            return .end
        case .held, .idle: return .nothing
        case .ready: break
        }
        let overran = table[index].subscriber?.overrun(in: history) ?? false
        let isDisplaced = table[index].subscriber?.endReason == .displaced
        let retry = Int.random(
            in: isDisplaced ? settings.overloadRetryMilliseconds : settings.retryMilliseconds, using: &random)
        let view = view
        guard let batch = table[index].subscriber?.take(at: now, from: view, retry: retry) else { return .nothing }
        if overran { statistics.resets[.overrun, default: 0] += 1 }
        statistics.writes += 1
        if let options = table[index].subscriber?.options {
            let interval = heartbeatInterval(options)
            table[index].subscriber?.heartbeatAt = now + interval
        }
        return .batch(batch)
    }

    /// Lets a reader wait, unless a write has become due since it looked. False when another reader waits already.
    mutating func wait(
        _ key: SubscriberKey, _ waiter: CheckedContinuation<Bool, Never>, at now: Int64, waking: inout Waiters
    ) -> Bool {
        guard let index = table.index(of: key) else {
            waking.append(waiter)
            return true
        }
        guard table[index].waiter == nil else { return false }
        table[index].waiter = waiter
        wakeOrPace(index, at: now, waking: &waking)
        return true
    }

    /// Ends a subscription from the reader's side.
    mutating func cancel(_ key: SubscriberKey, waking: inout Waiters) {
        guard let index = table.index(of: key) else { return }
        let hadEnded = table[index].subscriber?.readiness(at: .min) == .ended
        let reason = hadEnded ? table[index].subscriber?.endReason ?? .cancelled : .cancelled
        if let waiter = remove(index, reason: reason) { waking.append(waiter) }
    }

    /// Takes a subscriber out of every list. O(lanes), plus O(streams to everything) for one of those.
    @discardableResult
    mutating func remove(_ index: Int, reason: CloseReason) -> CheckedContinuation<Bool, Never>? {
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

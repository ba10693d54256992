extension FeedState {
    /// Forgets a session's state, and ends the streams of which no session has any left.
    mutating func retire(_ session: String, at now: Int64, waking: inout Woken) {
        let topics = [Topic.context(session), .suggestions(session)]
        for topic in topics { if let slot = slotOf[topic] { slots[slot].frame = nil } }
        for topic in topics {
            guard let slot = slotOf[topic] else { continue }
            for watcher in slots[slot].watchers {
                table[watcher.subscriber].subscriber?.clean(lane: watcher.lane)
                let lanes = table[watcher.subscriber].subscriber?.lanes ?? []
                guard lanes.allSatisfy({ slots[$0.slot].frame == nil }) else { continue }
                end(watcher.subscriber, at: now, reason: .sessionEnded)
                wakeOrPace(watcher.subscriber, at: now, waking: &waking)
            }
            for index in everywhere {
                guard let lane = table[index].subscriber?.laneOfSlot[slot] else { continue }
                table[index].subscriber?.clean(lane: lane)
            }
            releaseIfUnused(slot: slot)
        }
    }

    /// Gives every stream a close time within the window; those to come end right after their opening.
    mutating func drain(over window: Int64, at now: Int64, waking: inout Woken) {
        isDraining = true
        for index in table.indices where table[index].subscriber != nil {
            let at = now + (window > 0 ? Int64.random(in: 0..<window, using: &random) : 0)
            end(index, at: at, reason: .drain)
            schedule(index, at: now)
            wakeOrPace(index, at: now, waking: &waking)
        }
    }

    mutating func end(_ index: Int, at moment: Int64, reason: CloseReason) {
        guard let endsAt = table[index].subscriber?.endsAt, moment < endsAt else { return }
        table[index].subscriber?.endsAt = moment
        table[index].subscriber?.endReason = reason
    }

    /// Cuts off the streams that are left.
    mutating func cutOff(waking: inout Woken) {
        for index in table.indices {
            let key = table.key(at: index)
            if let waiter = remove(index, reason: .drain) { waking.add(waiter, key) }
        }
    }

    /// Wakes the readers whose pacing has run out.
    mutating func sweepPaced(at now: Int64, waking: inout Woken) {
        while let entry = paced.popDue(at: now) {
            guard let index = table.index(of: entry.subscriber), table[index].subscriber?.pacedAt == entry.at else {
                continue
            }
            table[index].subscriber?.pacedAt = .max
            wakeOrPace(index, at: now, waking: &waking)
        }
    }

    /// Wakes the readers whose heartbeat or end is due, and looks again when the next is.
    mutating func sweepLifetimes(at now: Int64, waking: inout Woken) {
        while let entry = lifetimes.popDue(at: now) {
            guard let index = table.index(of: entry.subscriber), table[index].subscriber?.checkAt == entry.at else {
                continue
            }
            wakeOrPace(index, at: now, waking: &waking)
            schedule(index, at: now)
        }
    }
}

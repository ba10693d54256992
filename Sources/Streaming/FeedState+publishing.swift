extension FeedState {
    /// Gives the draft its place in the order and marks it for everyone who watches the topic.
    /// - Complexity: O(subscribers of the topic).
    mutating func publish(_ topic: Topic, draft: inout FrameDraft, at now: Int64, waking: inout Woken) -> FeedCursor {
        let cursor = FeedCursor(epoch: epoch, sequence: history.head + 1)
        let frame = Frame(topic: topic, draft: &draft, cursor: cursor, at: now)
        history.append(frame)
        statistics.published += 1
        if topic.isState {
            publishState(frame, at: now, waking: &waking)
        } else {
            publishEvent(frame, at: now, waking: &waking)
        }
        return cursor
    }

    mutating func publishState(_ frame: Frame, at now: Int64, waking: inout Woken) {
        let slot = slot(for: frame.topic)
        slots[slot].frame = frame
        for watcher in slots[slot].watchers {
            mark(watcher.subscriber, lane: watcher.lane, frame.sequence, at: now, waking: &waking)
        }
        for index in everywhere {
            guard let lane = table[index].subscriber?.lane(forSlot: slot) else { continue }
            mark(index, lane: lane, frame.sequence, at: now, waking: &waking)
        }
    }

    private mutating func mark(_ index: Int, lane: Int, _ sequence: UInt64, at now: Int64, waking: inout Woken) {
        if table[index].subscriber?.mark(lane: lane, sequence: sequence) == true { statistics.conflated += 1 }
        wakeOrPace(index, at: now, waking: &waking)
    }

    private mutating func publishEvent(_ frame: Frame, at now: Int64, waking: inout Woken) {
        let ordinal = history.nextOrdinal - 1
        var concerned = everywhere
        if let session = frame.topic.session {
            if let slot = slotOf[.context(session)] { concerned += slots[slot].watchers.map(\.subscriber) }
        } else {
            concerned = table.indices.filter { table[$0].subscriber != nil }
        }
        for index in concerned {
            table[index].subscriber?.markEvent(ordinal: ordinal, sequence: frame.sequence)
            wakeOrPace(index, at: now, waking: &waking)
        }
    }

    /// Wakes a waiting reader when a write is due, or has the pacer look at it when it will be.
    mutating func wakeOrPace(_ index: Int, at now: Int64, waking: inout Woken) {
        guard table[index].waiter != nil, let readiness = table.readiness(at: index, now: now) else { return }
        switch readiness {
        case .ready, .ended:
            if let waiter = table[index].waiter { waking.add(waiter, table.key(at: index)) }
            table[index].waiter = nil
        case .held(let until):
            guard until < table[index].subscriber?.pacedAt ?? .min else { return }
            table[index].subscriber?.pacedAt = until
            paced.push(table.key(at: index), at: until)
            if let resting = pacer {
                waking.add(resting)
                pacer = nil
            }
        case .idle: break
        }
    }
}

extension Subscriber {
    /// The lane of a slot for a subscriber to everything, made at first sight.
    mutating func lane(forSlot slot: Int) -> Int {
        if let known = laneOfSlot[slot] { return known }
        lanes.append(Lane(slot: slot, place: -1))
        laneOfSlot[slot] = lanes.count - 1
        return lanes.count - 1
    }
}

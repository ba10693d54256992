/// One open stream as whoever runs the service sees it.
public struct StreamView: Sendable {
    public var caller: String?
    /// The sessions it watches; `nil` for all.
    public var sessions: [String]?
    public var format: StreamFormat
    public var patches: Bool
    /// State topics with a frame that it has not taken.
    public var dirtyTopics: Int
    /// Changes of the feed from the oldest it has not taken to the newest; 0 when it has all that concerns it.
    public var lagChanges: UInt64
    /// Age of the oldest frame that it has still to take.
    public var lag: Duration
    /// Until it is asked to reconnect.
    public var endsIn: Duration
}

extension Feed {
    /// How these streams stand; those that have ended meanwhile are left out. O(topics watched) each, under one hold of the lock.
    public func views(of keys: some Collection<SubscriberKey>) -> [SubscriberKey: StreamView] {
        locked { state, now, _ in
            var views: [SubscriberKey: StreamView] = [:]
            for key in keys {
                guard let index = state.table.index(of: key), let subscriber = state.table[index].subscriber else {
                    continue
                }
                views[key] = state.standing(of: subscriber, at: now)
            }
            return views
        }
    }
}

extension FeedState {
    fileprivate func standing(of subscriber: Subscriber, at now: Int64) -> StreamView {
        var oldest = subscriber.missedEvent?.sequence ?? .max
        var published = subscriber.missedEvent.flatMap { history.event($0.ordinal)?.publishedAt } ?? now
        for lane in subscriber.dirty {
            oldest = min(oldest, subscriber.lanes[lane].pending)
            published = min(published, slots[subscriber.lanes[lane].slot].frame?.publishedAt ?? now)
        }
        let sessions: [String]? =
            if case .only(let named) = subscriber.options.sessions { named.sorted() } else { nil }
        return StreamView(
            caller: subscriber.options.caller, sessions: sessions, format: subscriber.options.format,
            patches: subscriber.options.patches, dirtyTopics: subscriber.dirty.count,
            lagChanges: oldest > history.head ? 0 : history.head - oldest + 1,
            lag: .nanoseconds(max(now - published, 0)), endsIn: .nanoseconds(max(subscriber.endsAt - now, 0)))
    }
}

import Synchronization

extension Feed {
    /// Has every frame placed by an order that other nodes share, from now on and for as long as it can be reached.
    public func share(through order: any SharedOrder) { sharing.withLock { $0 = order } }

    /// Why this node does not share the order that it is to share; `nil` while it does, and when it shares none.
    public var orderProblem: String? { sharing.withLock { $0 }?.problem }

    /// How this node stands to the order it shares; `nil` when it shares none.
    public var orderStanding: OrderStanding? { sharing.withLock { $0 }?.standing }

    /// Whether a session's list may be on a screen, here or at another node.
    public func mayBeWatched(session: String) -> Bool {
        sharing.withLock { $0 }?.hasPeers == true || isWatched(session: session)
    }

    /// Appends an entry at the place that the shared order gave it, if it is the next.
    /// - Complexity: as ``publish(_:event:data:standing:)``.
    public func follow(_ entry: SharedEntry, at sequence: UInt64, in epoch: Epoch) -> Following {
        var draft: FrameDraft?
        if case .frame(let frame) = entry {
            draft = FrameDraft(event: SSEField(sanitising: frame.event), data: frame.data)
        }
        return locked { state, now, waking in
            guard state.epoch == epoch else { return .otherEpoch }
            guard sequence > state.history.head else { return .known }
            guard sequence == state.history.head + 1 else { return .gap }
            state.follow(entry, draft: &draft, at: now, waking: &waking)
            return .followed
        }
    }

    /// Takes up another history than the one before, whose cursors are worth nothing now: every stream is told `reset` and
    /// sent what is newest, which these entries are to hold.
    ///
    /// - Parameter entries: what is known of the places after `base`, without a gap.
    /// - Complexity: O(bytes + streams).
    public func takeUp(_ epoch: Epoch, after base: UInt64, _ entries: [SharedEntry]) {
        var drafts = entries.map { entry -> FrameDraft? in
            guard case .frame(let frame) = entry else { return nil }
            return FrameDraft(event: SSEField(sanitising: frame.event), data: frame.data)
        }
        locked { state, now, waking in
            state.beginAnew(epoch, base: base)
            for place in entries.indices {
                // Whether what ended there has begun again is not known before the end.
                let entry = if case .ended = entries[place] { SharedEntry.passed } else { entries[place] }
                state.follow(entry, draft: &drafts[place], at: now, waking: &waking)
            }
            state.tellOfLoss(at: now, waking: &waking)
        }
    }

    /// Leaves a shared history for one of this node alone, which begins with the newest frame of every topic.
    /// - Complexity: O(bytes held + streams).
    public func goAlone() {
        locked { state, now, waking in
            let held = state.slots.compactMap(\.frame).sorted { $0.sequence < $1.sequence }
            let epoch = Epoch(using: &state.random)
            state.beginAnew(epoch, base: 0)
            for frame in held {
                var draft: FrameDraft? = FrameDraft(event: frame.event, data: frame.data)
                let entry = SharedEntry.frame(
                    SharedFrame(topic: frame.topic, event: frame.event.text, data: frame.data))
                state.follow(entry, draft: &draft, at: now, waking: &waking)
            }
            state.tellOfLoss(at: now, waking: &waking)
        }
    }

    /// Takes a state topic's newest frame from its place in the order, which this node has passed, if it has no newer one.
    public func learn(_ frame: SharedFrame, at sequence: UInt64, in epoch: Epoch) {
        var draft = FrameDraft(event: SSEField(sanitising: frame.event), data: frame.data)
        locked { state, now, waking in
            guard state.epoch == epoch, sequence <= state.history.head, frame.topic.isState else { return }
            let slot = state.slot(for: frame.topic)
            guard sequence > state.slots[slot].frame?.sequence ?? 0 else { return }
            let cursor = FeedCursor(epoch: epoch, sequence: sequence)
            state.publishState(
                Frame(topic: frame.topic, draft: &draft, cursor: cursor, at: now), at: now, waking: &waking)
        }
    }

    /// Has the feed hold the newest frames of a session's topics, whichever node made them.
    public func bring(_ topics: [Topic]) async {
        guard let order = sharing.withLock({ $0 }), topics.contains(where: { newest($0) == nil }) else { return }
        await order.bring(topics)
    }

    /// Tells the other nodes of a deed; a node that is alone has nobody to tell.
    public func share(_ deed: @autoclosure () -> SharedDeed) { _ = sharing.withLock { $0 }?.take(.deed(deed())) }

    /// The newest deeds of every kind and name that any node did.
    public func keptDeeds() async -> [SharedDeed] { await sharing.withLock { $0 }?.kept() ?? [] }

    /// Returns when what was published before is in the feed, or after `limit`.
    public func settle(within limit: Duration? = nil) async {
        await sharing.withLock { $0 }?.settle(within: limit)
    }

    /// An epoch that no history has.
    public func newEpoch() -> Epoch { state.withLock { Epoch(using: &$0.random) } }

    /// State topics of which streams here want the newest frame.
    public var watchedTopics: [Topic] {
        state.withLock { state in
            state.slots.filter { !$0.watchers.isEmpty || (!state.everywhere.isEmpty && $0.frame != nil) }.map(\.topic)
        }
    }
}

extension FeedState {
    /// The next place of the order.
    mutating func follow(_ entry: SharedEntry, draft: inout FrameDraft?, at now: Int64, waking: inout Woken) {
        switch entry {
        case .frame(let frame):
            guard var sealed = draft.take() else { return history.pass() }
            _ = publish(frame.topic, draft: &sealed, at: now, waking: &waking)
        case .passed, .deed: history.pass()
        case .ended(let session):
            history.pass()
            retire(session, at: now, waking: &waking)
        }
    }

    /// Forgets the history and what was newest in it. Streams keep their cursors there, to be told of.
    mutating func beginAnew(_ epoch: Epoch, base: UInt64) {
        let lost = self.epoch
        for index in table.indices { table[index].subscriber?.lose(lost) }
        for slot in slotOf.values {
            slots[slot].frame = nil
            releaseIfUnused(slot: slot)
        }
        self.epoch = epoch
        history = History(capacity: history.capacity, base: base)
    }

    /// Marks for every stream what is newest now, and wakes those that are to be told.
    mutating func tellOfLoss(at now: Int64, waking: inout Woken) {
        for index in table.indices {
            guard let lanes = table[index].subscriber?.lanes else { continue }
            let base = history.base
            table[index].subscriber?.delivered = base
            for (lane, watched) in lanes.enumerated() {
                guard let frame = slots[watched.slot].frame else { continue }
                _ = table[index].subscriber?.mark(lane: lane, sequence: frame.sequence)
            }
            wakeOrPace(index, at: now, waking: &waking)
        }
    }
}

extension Subscriber {
    /// The history it followed is gone.
    mutating func lose(_ epoch: Epoch) {
        switch phase {
        case .opening(.resumed):
            phase = .opening(.reset(.otherEpoch, from: FeedCursor(epoch: epoch, sequence: delivered).description))
        case .opening, .ended: break
        case .live: lost = lost ?? FeedCursor(epoch: epoch, sequence: delivered)
        }
        for lane in lanes.indices {
            lanes[lane].pending = 0
            lanes[lane].sent = nil
        }
        dirty.removeAll()
        missedEvent = nil
    }
}

import NIOCore

extension Subscriber {
    /// Appends `hello`, and `reset` when the client's cursor could not be continued.
    ///
    /// A client may be cut anywhere in the opening. So `hello` leaves it where a resume brings everything that follows: on a
    /// fresh stream just before the oldest frame of the snapshot, on a resumed one at its own cursor, after a reset at 0.
    func open(_ opening: Opening, before frames: [Frame], in feed: FeedView, to batch: inout Batch) {
        let head = feed.history.head
        let beforeFirst = frames.first.map { $0.sequence - 1 } ?? head
        switch opening {
        case .fresh: hello(at: beforeFirst, in: feed, to: &batch)
        case .resumed: hello(at: frames.isEmpty ? head : delivered, in: feed, to: &batch)
        case .reset(let reason, let from):
            hello(at: 0, in: feed, to: &batch)
            reset(reason, from: from, at: feed.cursor(beforeFirst), in: feed, to: &batch)
        }
    }

    private func hello(at sequence: UInt64, in feed: FeedView, to batch: inout Batch) {
        let data = JSONWriter.object { json in
            json.member("epoch", feed.epoch.description)
            json.member("seq", Int(clamping: sequence))
            json.key("session_ids")
            switch options.sessions {
            case .all: json.array(["*"]) { $0.string($1) }
            case .only(let sessions): json.array(sessions.sorted()) { $0.string($1) }
            }
            json.member("ping_s", options.pingSeconds)
            json.member("max_age_s", Int(maxAge.components.seconds))
            json.member("server", feed.server)
        }
        batch.pieces.append(.own(event: "hello", data: data, id: feed.cursor(sequence)))
    }

    private func reset(
        _ reason: ResetReason, from: String, at cursor: FeedCursor, in feed: FeedView, to batch: inout Batch
    ) {
        let data = JSONWriter.object { json in
            json.member("reason", reason.rawValue)
            json.member("from", from)
            json.member("epoch", feed.epoch.description)
        }
        batch.pieces.append(.own(event: "reset", data: data, id: cursor))
    }

    /// Whether the ring has overtaken an event this subscriber has not taken.
    func overrun(in history: History) -> Bool {
        guard let missed = missedEvent else { return false }
        return missed.ordinal < history.oldestOrdinal
    }

    /// Says that history was lost, and sends the newest frame of every state topic. Until the last one the client keeps the
    /// cursor it had, so that being cut in between leads here again.
    mutating func recover(
        from lost: FeedCursor, _ reason: ResetReason, at now: Int64, in feed: FeedView, to batch: inout Batch
    ) {
        self.lost = nil
        var frames: [Frame] = []
        for lane in lanes.indices {
            lanes[lane].pending = 0
            guard let frame = feed.slots[lanes[lane].slot].frame else { continue }
            frames.append(frame)
            if options.patches { lanes[lane].sent = frame }
            lanes[lane].pace(at: now, interval: feed.pacing)
        }
        dirty.removeAll()
        missedEvent = nil
        frames.sort { $0.sequence < $1.sequence }
        delivered = feed.history.head
        let after = feed.cursor(delivered)
        reset(reason, from: lost.description, at: frames.isEmpty ? after : lost, in: feed, to: &batch)
        for frame in frames.dropLast() { batch.pieces.append(.renumbered(frame, lost)) }
        if let last = frames.last { batch.pieces.append(.renumbered(last, after)) }
    }
}

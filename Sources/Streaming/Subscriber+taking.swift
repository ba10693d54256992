import NIOCore

/// What a subscriber needs of the feed to make a write.
struct FeedView {
    let epoch: Epoch
    let history: History
    let slots: [TopicSlot]
    let pacing: Int64
    let server: String
    let unixMilliseconds: Int64

    func cursor(_ sequence: UInt64) -> FeedCursor { FeedCursor(epoch: epoch, sequence: sequence) }
}

/// A frame on its way to one client.
struct Outgoing {
    var frame: Frame
    /// What that client has, when it takes patches.
    var base: Frame?

    var piece: Batch.Piece { base.map { .patch(from: $0, to: frame) } ?? .frame(frame) }
}

extension Subscriber {
    /// Everything that is due at `now`, in feed order; `nil` when nothing is. Call only when ``readiness(at:)`` is ready.
    /// - Complexity: O(d log d + e) for d dirty topics and e missed events.
    mutating func take(at now: Int64, from feed: FeedView, retry: Int) -> Batch? {
        var batch = Batch(format: options.format)
        let isEnding = now >= endsAt
        var isFirst = false
        var frames: [Outgoing]
        var renumbersLast = false
        switch phase {
        case .ended: return nil
        case .opening(let opening):
            isFirst = true
            frames = due(at: now, from: feed, unpaced: true)
            batch.pieces.append(.retry(milliseconds: retry))
            open(opening, before: frames.map(\.frame), in: feed, to: &batch)
            if case .resumed = opening {} else { renumbersLast = true }
            phase = .live
        case .live:
            if let lost {
                recover(from: lost, .otherEpoch, at: now, in: feed, to: &batch)
                return batch
            }
            if overrun(in: feed.history) {
                recover(from: feed.cursor(delivered), .overrun, at: now, in: feed, to: &batch)
                return batch
            }
            frames = due(at: now, from: feed, unpaced: isEnding)
        }
        for outgoing in frames { batch.pieces.append(outgoing.piece) }
        if renumbersLast, let last = frames.last?.frame {
            batch.pieces[batch.pieces.count - 1] = .renumbered(last, feed.cursor(feed.history.head))
        }
        settle(frames, in: feed)
        if isEnding {
            end(in: feed, retry: isFirst && endReason != .displaced ? nil : retry, to: &batch)
        } else if frames.isEmpty, !isFirst {
            guard now >= heartbeatAt else { return nil }
            beat(in: feed, to: &batch)
        }
        return batch
    }

    /// Takes what may go: dirty topics and missed events by sequence, up to the first that pacing holds.
    private mutating func due(at now: Int64, from feed: FeedView, unpaced: Bool) -> [Outgoing] {
        var frames: [Outgoing] = []
        let order = dirty.sorted { lanes[$0].pending < lanes[$1].pending }
        var kept: [Int] = []
        var horizon = UInt64.max
        for lane in order {
            guard unpaced || lanes[lane].dueAt <= now, kept.isEmpty else {
                horizon = min(horizon, lanes[lane].pending)
                kept.append(lane)
                continue
            }
            if let frame = feed.slots[lanes[lane].slot].frame { frames.append(outgoing(frame, on: lane)) }
            lanes[lane].pending = 0
            lanes[lane].pace(at: now, interval: feed.pacing)
        }
        dirty = kept
        guard let missed = missedEvent else { return frames }
        missedEvent = nil
        for ordinal in missed.ordinal..<feed.history.nextOrdinal {
            guard let frame = feed.history.event(ordinal), options.sessions.admits(frame.topic) else { continue }
            guard frame.sequence < horizon else {
                missedEvent = (ordinal, frame.sequence)
                break
            }
            frames.append(Outgoing(frame: frame))
        }
        if frames.count > 1 { frames.sort { $0.frame.sequence < $1.frame.sequence } }
        return frames
    }

    /// A list goes to a client that takes patches as the difference from what it was last sent on this connection.
    private mutating func outgoing(_ frame: Frame, on lane: Int) -> Outgoing {
        guard options.patches, case .suggestions = frame.topic else { return Outgoing(frame: frame) }
        defer { lanes[lane].sent = frame }
        return Outgoing(frame: frame, base: lanes[lane].sent)
    }

    /// Moves the cursor over what was taken, and to the head when nothing is left.
    private mutating func settle(_ frames: [Outgoing], in feed: FeedView) {
        if dirty.isEmpty, missedEvent == nil {
            delivered = feed.history.head
        } else if let last = frames.last {
            delivered = last.frame.sequence
        }
    }

    private mutating func end(in feed: FeedView, retry: Int?, to batch: inout Batch) {
        if let retry { batch.pieces.append(.retry(milliseconds: retry)) }
        let data = JSONWriter.object { $0.member("reason", endReason.rawValue) }
        batch.pieces.append(.own(event: endReason.farewell, data: data, id: feed.cursor(delivered)))
        batch.isLast = true
        phase = .ended
    }

    private func beat(in feed: FeedView, to batch: inout Batch) {
        guard options.heartbeatEvents || options.format == .ndjson else {
            batch.pieces.append(.comment)
            return
        }
        let data = JSONWriter.object { json in
            json.member("t", Int(feed.unixMilliseconds))
            json.member("head", feed.cursor(feed.history.head).description)
        }
        batch.pieces.append(.own(event: "hb", data: data, id: feed.cursor(delivered)))
    }
}

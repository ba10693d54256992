/// One watcher as a state machine without I/O: a cursor, and one dirty mark per state topic. There is no queue of
/// payloads, so a frozen client costs the same for ever.
///
/// Frames leave in the feed's order, so that a client cut at any frame resumes exactly: nothing lost, nothing twice. A frame
/// therefore waits for an older one that pacing still holds, which it does for at most one pacing interval.
struct Subscriber {
    /// One state topic as this subscriber sees it.
    struct Lane {
        /// The topic's slot in the feed.
        var slot: Int
        /// Where this lane stands in the slot's list of watchers; -1 for a subscriber to everything.
        var place: Int
        /// The sequence of the newest frame not yet taken; 0 when clean.
        var pending: UInt64 = 0
        /// Not before this may its next frame go.
        var dueAt: Int64 = .min
        /// What a client that takes patches was last sent.
        var sent: Frame?

        /// A frame goes. While the topic keeps changing, its frames are an interval apart on average.
        ///
        /// The intervals are counted from when a frame was due, not from when it went: counted from when it went, every delay would
        /// be handed on to the next frame, and a topic that changes once per interval would fall behind by a whole one. A frame
        /// may be a fifth of an interval early, and half an interval of lateness is forgiven (a virtual schedule, as in the
        /// generic cell rate algorithm of ITU-T I.371).
        mutating func pace(at now: Int64, interval: Int64) {
            let slack = interval / 5
            let schedule = dueAt > now - interval ? max(dueAt + slack, now - interval / 2) : now
            dueAt = schedule + interval - slack
        }
    }

    enum Phase {
        /// Nothing was sent yet: `hello` comes first.
        case opening(Opening)
        case live
        /// Its last frames were handed out.
        case ended
    }

    /// How the stream begins.
    enum Opening {
        case fresh
        case resumed
        case reset(ResetReason, from: String)
    }

    enum Readiness: Equatable {
        case ready
        /// Something is dirty but paced until then.
        case held(until: Int64)
        case idle
        case ended
    }

    let options: StreamOptions
    var phase: Phase
    var lanes: [Lane] = []
    /// For a subscriber to everything: the lane of each slot it has seen.
    var laneOfSlot: [Int: Int] = [:]
    /// Indices of dirty lanes.
    var dirty: [Int] = []
    /// The oldest event-topic frame not yet taken.
    var missedEvent: (ordinal: UInt64, sequence: UInt64)?
    /// Everything up to this sequence was handed out.
    var delivered: UInt64
    /// The cursor it had in a history that was lost under it, until it has been told.
    var lost: FeedCursor?
    var heartbeatAt: Int64
    var endsAt: Int64
    var endReason = CloseReason.maxAge
    let maxAge: Duration
    /// When the paced heap will look at it; `.max` when it will not.
    var pacedAt = Int64.max
    /// When the lifetime heap will look at it.
    var checkAt = Int64.max

    init(options: StreamOptions, phase: Phase, delivered: UInt64, heartbeatAt: Int64, endsAt: Int64, maxAge: Duration) {
        self.options = options
        self.phase = phase
        self.delivered = delivered
        self.heartbeatAt = heartbeatAt
        self.endsAt = endsAt
        self.maxAge = maxAge
    }

    /// Nothing was sent yet.
    var isOpening: Bool { if case .opening = phase { true } else { false } }

    /// Marks a lane dirty; true when the frame replaced one not yet taken. O(1).
    mutating func mark(lane: Int, sequence: UInt64) -> Bool {
        let wasDirty = lanes[lane].pending != 0
        lanes[lane].pending = sequence
        if !wasDirty { dirty.append(lane) }
        return wasDirty
    }

    /// Notes an event-topic frame of interest. O(1).
    mutating func markEvent(ordinal: UInt64, sequence: UInt64) {
        if missedEvent == nil { missedEvent = (ordinal, sequence) }
    }

    /// Forgets what is pending on a lane. O(dirty).
    mutating func clean(lane: Int) {
        lanes[lane].pending = 0
        lanes[lane].sent = nil
        dirty.removeAll { $0 == lane }
    }

    /// Reads without a copy where the subscriber is reached through an optional.
    mutating func readInPlace<Result>(_ read: (borrowing Subscriber) -> Result) -> Result { read(self) }

    /// Whether a write is due at `now`. O(dirty).
    func readiness(at now: Int64) -> Readiness {
        switch phase {
        case .ended: return .ended
        case .opening: return .ready
        case .live: break
        }
        if now >= endsAt || now >= heartbeatAt || lost != nil { return .ready }
        guard let oldest = dirty.min(by: { lanes[$0].pending < lanes[$1].pending }) else {
            return missedEvent == nil ? .idle : .ready
        }
        let lane = lanes[oldest]
        if let event = missedEvent, event.sequence < lane.pending { return .ready }
        return lane.dueAt <= now ? .ready : .held(until: lane.dueAt)
    }
}

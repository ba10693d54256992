public import NIOCore
import Synchronization

/// A user's feed: one total order over all topics, the newest frame of each state topic, a ring of what came before, and the
/// subscribers that are brought along.
///
/// A publisher never waits for a subscriber: it encodes the frame once, marks a bit per watcher, and wakes those that have
/// something to write. One lock guards it all and is held for no I/O, no encoding of payloads and no `await`; whoever is woken
/// is told after it is released. In the program's lock order (live sessions → feed) it is the innermost: nothing is called out
/// of it.
public final class Feed: Sendable {
    let settings: FeedSettings
    let state: Mutex<FeedState>
    /// `nil` for a node that is alone from the start.
    let sharing = Mutex<(any SharedOrder)?>(nil)

    /// - Parameters:
    ///   - epoch: new whenever the history before is lost.
    ///   - capacity: how many sequence numbers back a client can resume, 8 bytes each; as many event frames are kept.
    public init(epoch: Epoch, capacity: Int, settings: FeedSettings = FeedSettings()) {
        self.settings = settings
        state = Mutex(FeedState(epoch: epoch, capacity: capacity, settings: settings))
    }

    /// Appends a frame: publishing is ordered by the calls. CR, LF and NUL are left out of `event`. In an order that is shared with
    /// other nodes, the frame is sent to get its place there, and appended when it comes back.
    /// - Parameters:
    ///   - data: JSON.
    ///   - placed: called once the frame has its place, as ``SharedFrame/placed``.
    /// - Returns: the frame's cursor; of a frame on its way, that of the newest before it.
    /// - Complexity: O(bytes) outside the lock, O(subscribers of the topic) inside.
    @discardableResult
    public func publish(
        _ topic: Topic, event: String, data: ByteBuffer, standing: @autoclosure () -> Standing? = nil,
        placed: (@Sendable () -> Void)? = nil
    ) -> FeedCursor {
        var frame = SharedFrame(topic: topic, event: event, data: data, placed: placed)
        if let order = sharing.withLock({ $0 }) {
            frame.standing = standing()
            if order.take(.frame(frame)) { return head }
        }
        return place(frame)
    }

    /// Appends an entry to the order of this node alone.
    public func place(_ entry: SharedEntry) {
        switch entry {
        case .frame(let frame): place(frame)
        case .ended(let session): locked { state, now, waking in state.retire(session, at: now, waking: &waking) }
        case .passed, .deed: break
        }
    }

    @discardableResult
    private func place(_ frame: SharedFrame) -> FeedCursor {
        var draft = FrameDraft(event: SSEField(sanitising: frame.event), data: frame.data)
        let cursor = locked { state, now, waking in
            state.publish(frame.topic, draft: &draft, at: now, waking: &waking)
        }
        frame.placed?()
        return cursor
    }

    /// The JSON last published on a state topic; `nil` for an event topic, or when there is none.
    public func newest(_ topic: Topic) -> ByteBuffer? {
        state.withLock { state in state.slotOf[topic].flatMap { state.slots[$0].frame?.data } }
    }

    /// The cursor of the newest frame.
    public var head: FeedCursor { state.withLock { $0.headCursor } }

    /// Opens a stream. It is registered and brought forward before this returns, so nothing published later is missed.
    public func subscribe(_ options: StreamOptions) -> Subscription {
        let key = locked { state, now, waking in
            if let caller = options.caller { state.makeRoom(for: caller, at: now, waking: &waking) }
            return state.subscribe(options, at: now)
        }
        return Subscription(feed: self, key: key)
    }

    /// Whether a client that asks now is to be sent away, and after how many milliseconds it may come back: a delay drawn
    /// uniformly, so that they do not all come back at once. `nil` while there is room.
    public func overloadDelay() -> Int? {
        locked { state, _, _ in
            guard state.table.count >= settings.maxStreams else { return nil }
            state.statistics.refused += 1
            return Int.random(in: settings.overloadRetryMilliseconds, using: &state.random)
        }
    }

    /// Forgets an ended session's state. Streams that watch only that session end with `bye`.
    public func retire(session: String) {
        if sharing.withLock({ $0 })?.take(.ended(session: session)) == true { return }
        place(.ended(session: session))
    }

    /// Streams open now.
    public var subscribers: Int { state.withLock { $0.table.count } }

    public func statistics() -> FeedStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.subscribers = state.table.count
            statistics.waiting = state.table.waiting
            statistics.ringDepth = state.history.depth
            return statistics
        }
    }

    /// The one place that takes the lock to change things: reads the clock, works, and resumes readers afterwards.
    func locked<Result: Sendable>(
        _ work: (inout FeedState, Int64, inout Woken) -> Result
    ) -> Result {
        let now = settings.clock.now().nanoseconds
        var waking = Woken()
        let result = state.withLock { work(&$0, now, &waking) }
        waking.tell()
        return result
    }
}

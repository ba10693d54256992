public import NIOCore
import Synchronization

/// One stream's reading end. Drop it or cancel it to leave; either is safe at any time and from anywhere.
public final class Subscription: Sendable {
    private let feed: Feed
    private let key: SubscriberKey

    init(feed: Feed, key: SubscriberKey) {
        self.feed = feed
        self.key = key
    }

    deinit { cancel() }

    /// Waits until there is something to write and returns all of it as one buffer; `nil` at the end of the stream, which is
    /// also what cancelling the calling task brings. While the reader is away writing, nothing queues.
    ///
    /// A stream has one reader: a second caller is answered `nil` while the first waits.
    public func next() async -> ByteBuffer? {
        await withTaskCancellationHandler {
            while true {
                switch feed.locked({ state, now, _ in state.take(key, at: now) }) {
                case .batch(let batch): return batch.bytes()
                case .end: return nil
                case .nothing: break
                }
                guard await wait() else { return nil }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Hands the stream to a desk, which then takes from the feed and is woken when there is more; there is a `hello` to take at
    /// once. ``next()`` is not for such a stream.
    public func seat(at desk: any Desk) -> SubscriberKey {
        feed.locked { state, _, _ in state.seat(key, at: desk) }
        return key
    }

    /// False once the feed has forgotten the stream.
    public var isOpen: Bool { feed.state.withLock { $0.table.index(of: key) != nil } }

    /// Ends the stream from the reader's side: a waiting ``next()`` returns `nil`.
    public func cancel(_ reason: CloseReason = .cancelled) {
        feed.locked { state, _, waking in state.cancel(key, reason: reason, waking: &waking) }
    }

    /// False when another reader waits already.
    private func wait() async -> Bool {
        await withCheckedContinuation { waiter in
            let mayWait = feed.locked { state, now, waking in
                state.wait(key, .reader(waiter), at: now, waking: &waking)
            }
            if !mayWait { waiter.resume(returning: false) }
        }
    }
}

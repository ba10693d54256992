import NIOCore
import Streaming
import Synchronization

/// The streams of one event loop, and the only thing that writes them.
///
/// A publication costs one hop to each loop with a stream to wake, whatever their number. The loop then takes for a few dozen
/// streams at a time, and lets its sockets have a turn now and then, so that one busy session does not keep others waiting.
final class StreamLoop: Desk {
    /// Streams served under one hold of the feed's lock.
    private static let slice = 64
    /// Streams served before the loop looks at its sockets again, and how long it gives them.
    private static let turn = 1024
    private static let pause = TimeAmount.microseconds(10)

    /// What only the event loop touches.
    private final class Books {
        var writers: [SubscriberKey: StreamWriter] = [:]
        /// Streams to serve, those before `next` done.
        var queue: [SubscriberKey] = []
        var next = 0
        var isServing = false
    }

    private struct Inbox {
        var keys: [SubscriberKey] = []
        var isAnnounced = false
    }

    let eventLoop: any EventLoop
    let stalls: StallWatch
    private let feed: Feed
    private let inbox = Mutex(Inbox())
    private let box: NIOLoopBoundBox<Books>

    init(_ eventLoop: any EventLoop, feed: Feed) {
        self.eventLoop = eventLoop
        self.feed = feed
        stalls = StallWatch(eventLoop)
        box = NIOLoopBoundBox.makeBoxSendingValue(Books(), eventLoop: eventLoop)
    }

    /// From any thread. What comes before the loop has looked is looked at together.
    func wake(_ keys: [SubscriberKey]) {
        let isFirst = inbox.withLock { inbox in
            inbox.keys += keys
            defer { inbox.isAnnounced = true }
            return !inbox.isAnnounced
        }
        if isFirst { eventLoop.execute { self.empty() } }
    }

    private func empty() {
        let keys = inbox.withLock { inbox in
            defer { inbox = Inbox() }
            return inbox.keys
        }
        serve(keys)
    }

    /// Takes and writes for these streams, after those that wait already. On the event loop.
    func serve(_ keys: [SubscriberKey]) {
        let books = box.value
        if books.queue.isEmpty { books.queue = keys } else { books.queue += keys }
        if !books.isServing { serveQueue(books) }
    }

    private func serveQueue(_ books: Books) {
        books.isServing = true
        let pauseAt = books.next + Self.turn
        while books.next < books.queue.count {
            guard books.next < pauseAt else {
                eventLoop.scheduleTask(in: Self.pause) { self.serveQueue(self.box.value) }
                return
            }
            let slice = books.queue[books.next..<min(books.next + Self.slice, books.queue.count)]
            books.next = slice.endIndex
            let ready = slice.filter { books.writers[$0]?.mayTake() == true }
            feed.take(ready) { key, write in
                switch write {
                case .chunk(let chunk, let isLast): books.writers[key]?.write(chunk, isLast: isLast)
                case .end: books.writers[key]?.finish()
                }
            }
        }
        books.queue.removeAll(keepingCapacity: true)
        books.next = 0
        books.isServing = false
    }

    /// On the event loop.
    func everyConnection() -> [StreamConnection] {
        box.value.writers.compactMap { key, writer in writer.connection(key) }
    }

    /// On the event loop.
    func add(_ writer: StreamWriter, _ key: SubscriberKey) { box.value.writers[key] = writer }

    /// On the event loop.
    func remove(_ key: SubscriberKey) { box.value.writers[key] = nil }
}

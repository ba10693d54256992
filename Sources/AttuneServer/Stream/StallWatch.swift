import NIOCore
import Synchronization

/// Gives up streams whose client takes nothing: one timer for all of an event loop's streams, and none while none is stalled.
final class StallWatch: Sendable {
    /// How long a write may stay unfinished.
    private static let limit = TimeAmount.seconds(10)
    private static let interval = TimeAmount.seconds(1)

    private final class List {
        var writers: [StreamWriter] = []
    }

    private let eventLoop: any EventLoop
    private let box: NIOLoopBoundBox<List>
    private let current = Atomic(0)

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        box = NIOLoopBoundBox.makeBoxSendingValue(List(), eventLoop: eventLoop)
    }

    /// Streams in an unfinished write now. From any thread.
    var count: Int { current.load(ordering: .relaxed) }

    /// A write did not finish. On the event loop.
    func begin(_ writer: StreamWriter) {
        guard writer.stalledSince == nil else { return }
        writer.stalledSince = .now()
        current.add(1, ordering: .relaxed)
        guard !writer.isWatched else { return }
        writer.isWatched = true
        let list = box.value
        list.writers.append(writer)
        if list.writers.count == 1 { schedule() }
    }

    /// It did, or the stream is over. On the event loop.
    func end(_ writer: StreamWriter) {
        guard writer.stalledSince != nil else { return }
        writer.stalledSince = nil
        current.subtract(1, ordering: .relaxed)
    }

    private func schedule() {
        eventLoop.scheduleTask(in: Self.interval) { self.sweep() }
    }

    private func sweep() {
        let list = box.value
        let now = NIODeadline.now()
        let watched = list.writers
        list.writers.removeAll(keepingCapacity: true)
        for writer in watched {
            guard let since = writer.stalledSince else {
                writer.isWatched = false
                continue
            }
            list.writers.append(writer)
            if now - since >= Self.limit { writer.giveUp() }
        }
        if !list.writers.isEmpty { schedule() }
    }
}

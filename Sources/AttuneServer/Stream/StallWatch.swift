import NIOCore
import Synchronization

/// A write that the kernel did not take to its last byte.
struct Stall {
    /// When the kernel last took some of it.
    var since: NIODeadline
    /// Bytes it had yet to take when we last looked.
    var pendingBytes: Int
}

/// Gives up streams whose client takes nothing: one timer for all of an event loop's streams, and none while none is stalled.
final class StallWatch: Sendable {
    /// How long an unfinished write may stay as it is.
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
        guard writer.stall == nil else { return }
        writer.stall = Stall(since: .now(), pendingBytes: writer.pendingBytes)
        current.add(1, ordering: .relaxed)
        guard !writer.isWatched else { return }
        writer.isWatched = true
        let list = box.value
        list.writers.append(writer)
        if list.writers.count == 1 { schedule() }
    }

    /// It did, or the stream is over. On the event loop.
    func end(_ writer: StreamWriter) {
        guard writer.stall != nil else { return }
        writer.stall = nil
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
            guard let stall = writer.stall else {
                writer.isWatched = false
                continue
            }
            list.writers.append(writer)
            let pendingBytes = writer.pendingBytes
            if pendingBytes < stall.pendingBytes {
                writer.stall = Stall(since: now, pendingBytes: pendingBytes)
            } else if now - stall.since >= Self.limit {
                writer.giveUp()
            }
        }
        if !list.writers.isEmpty { schedule() }
    }
}

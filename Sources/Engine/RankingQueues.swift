import Ranking
import Synchronization

/// Which sessions wait to be ranked: one queue per worker, and a session always goes to the same worker, so that its
/// lists are made in order. A session stands in its queue at most once (``LiveSession/change(at:watched:)``).
struct RankingQueues: Sendable {
    let queues: [Queue]

    init(workers: Int) { queues = (0..<workers).map { _ in Queue() } }

    func add(_ session: SessionID) {
        queues[Int(UInt(bitPattern: session.hashValue) % UInt(queues.count))].add(session)
    }

    /// Sessions in the order they came, taken several at a time by one worker.
    final class Queue: Sendable {
        /// At most this many are ranked together: more would make the first wait for the last.
        static let batch = 8

        private let waiting = Mutex<[SessionID]>([])
        private let bell: AsyncStream<Void>
        private let ring: AsyncStream<Void>.Continuation

        init() { (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

        func add(_ session: SessionID) {
            waiting.withLock { $0.append(session) }
            ring.yield()
        }

        /// Hands over what waits, until the task is cancelled.
        func forEachBatch(_ body: ([SessionID]) -> Void) async {
            for await _ in bell {
                while !Task.isCancelled, let batch = take() { body(batch) }
            }
        }

        private func take() -> [SessionID]? {
            waiting.withLock { waiting in
                guard !waiting.isEmpty else { return nil }
                let batch = Array(waiting.prefix(Self.batch))
                waiting.removeFirst(batch.count)
                return batch
            }
        }
    }
}

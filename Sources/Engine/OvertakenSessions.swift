import Ranking
import Synchronization

/// Sessions of which other nodes have told a newer context than this one holds. However often one is told of, it is fetched once.
final class OvertakenSessions: Sendable {
    /// At most this many are fetched together, in one round trip.
    private static let batch = 64

    private let waiting = Mutex<Set<SessionID>>([])
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    init() { (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func add(_ session: SessionID) {
        waiting.withLock { _ = $0.insert(session) }
        ring.yield()
    }

    /// Hands over what waits, until the task is cancelled.
    func forEachBatch(_ body: ([SessionID]) async -> Void) async {
        for await _ in bell {
            while !Task.isCancelled, let batch = take() { await body(batch) }
        }
    }

    private func take() -> [SessionID]? {
        waiting.withLock { waiting in
            guard !waiting.isEmpty else { return nil }
            let batch = Array(waiting.prefix(Self.batch))
            waiting.subtract(batch)
            return batch
        }
    }
}

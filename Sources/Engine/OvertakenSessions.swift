package import Ranking
import Synchronization

/// Sessions of which other nodes have told a newer context than this one holds. However often one is told of, it is fetched once.
package final class OvertakenSessions: Sendable {
    private struct Overtaken {
        /// The newest that was told of.
        var revision: Int
        /// Whether a ranking waits for it.
        var isAwaited = false
    }

    /// At most this many are fetched together, in one round trip.
    private static let batch = 64
    /// Between two batches: most of what is fetched changes again before this node has a use for it.
    private static let pause = Duration.milliseconds(100)

    private let waiting = Mutex<[SessionID: Overtaken]>([:])
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    package init() { (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    package func add(_ session: SessionID, at revision: Int) {
        waiting.withLock { waiting in
            let told = waiting[session]?.revision ?? revision
            waiting[session, default: Overtaken(revision: revision)].revision = max(told, revision)
        }
        ring.yield()
    }

    /// Whether what this node holds of a session, of this revision, is to be fetched before it is ranked. Then the ranking is to
    /// be begun when it has been.
    package func holdsBack(_ session: SessionID, at revision: Int) -> Bool {
        waiting.withLock { waiting in
            guard let told = waiting[session]?.revision, told > revision else { return false }
            waiting[session]?.isAwaited = true
            return true
        }
    }

    /// Hands over what waits, until the task is cancelled.
    package func forEachBatch(_ body: ([(session: SessionID, isAwaited: Bool)]) async -> Void) async {
        for await _ in bell {
            while !Task.isCancelled, let batch = take() {
                await body(batch)
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Those first that a ranking waits for.
    private func take() -> [(session: SessionID, isAwaited: Bool)]? {
        let batch = waiting.withLock { waiting in
            let awaited = waiting.lazy.filter(\.value.isAwaited).prefix(Self.batch).map { ($0.key, true) }
            let others = waiting.lazy.filter { !$0.value.isAwaited }.prefix(Self.batch - awaited.count)
            let batch = Array(awaited) + others.map { ($0.key, false) }
            for (session, _) in batch { waiting[session] = nil }
            return batch
        }
        return batch.isEmpty ? nil : batch
    }
}

import Logging
import Ranking
import Synchronization
import Telemetry

/// The server's own record of what it sent, written behind the fan-out in batches.
final class ImpressionLog: Sendable {
    private let journal: any TelemetryJournal
    private let logger: Logger
    private let waiting = Mutex<[Impression]>([])
    private let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// Kept while the disk is slow or away; beyond it new ones are lost, which the log says.
    private static let capacity = 65_536
    private static let batch = 512
    /// Between two writes: each is a commit, and nobody waits for it.
    private static let pause = Duration.milliseconds(50)

    init(journal: any TelemetryJournal, logger: Logger) {
        self.journal = journal
        self.logger = logger
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ set: SuggestionSet) {
        guard let impression = Impression(set) else { return }
        let kept = waiting.withLock { waiting in
            guard waiting.count < Self.capacity else { return false }
            waiting.append(impression)
            return true
        }
        if !kept { logger.error("an impression was dropped: the disk takes them slower than they are made") }
        continuation.yield()
    }

    /// No more will come; ``run()`` ends when the rest is written.
    func finish() { continuation.finish() }

    /// Writes what waits, batch by batch, until ``finish()``.
    func run() async {
        for await _ in signal {
            await drain()
            try? await Task.sleep(for: Self.pause)
        }
        await drain()
    }

    private func drain() async {
        while true {
            let batch = waiting.withLock { waiting in
                let batch = Array(waiting.prefix(Self.batch))
                waiting.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            do {
                try await journal.append(batch)
            } catch {
                logger.error(
                    "impressions were not written", metadata: ["count": "\(batch.count)", "error": "\(error)"])
            }
        }
    }
}

extension Impression {
    /// `nil` for a set that belongs to no session.
    init?(_ set: SuggestionSet) {
        guard let session = set.session else { return nil }
        self.init(
            setID: set.id, session: session, revision: set.revision, mode: set.mode,
            experiment: set.assignment?.experiment, arm: set.assignment?.arm, at: set.generatedAt,
            items: set.list.suggestions.map {
                Item(rank: $0.rank, sample: $0.sample.id, score: $0.score, source: $0.source)
            })
    }
}

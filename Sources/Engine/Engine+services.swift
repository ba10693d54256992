import Library
import Logging
import Ranking
import SampleIndex
public import ServiceLifecycle
import Sessions
import Streaming

extension Engine: Service {
    /// The background half: ranking workers, heartbeats, expiry, imports, the library's changes, and the impressions, which are
    /// written to the last before this returns.
    public func run() async throws {
        let threads = RankingThreads(count: rankingQueues.queues.count)
        try await withThrowingTaskGroup { writers in
            writers.addTask { await self.impressions.run() }
            try await runUntilShutdown(rankingOn: threads)
            impressions.finish()
            try await writers.waitForAll()
        }
        try await threads.stop()
    }

    private func runUntilShutdown(rankingOn threads: RankingThreads) async throws {
        try await withThrowingTaskGroup { group in
            for queue in rankingQueues.queues {
                group.addTask(executorPreference: threads) {
                    await queue.forEachBatch { self.rankAndShow($0) }
                }
            }
            group.addTask { try await self.parts.feed.run() }
            group.addTask { try await self.expireSessions() }
            group.addTask { try await self.followLibrary() }
            group.addTask { await self.rebuildWornIndex() }
            group.addTask { await self.runImports() }
            group.addTask { try await self.followRanking() }
            group.addTask { await self.followOthers() }
            group.addTask { await self.followContexts() }
            group.addTask { try await self.makeOwedLists() }
            try await gracefulShutdown()
            group.cancelAll()
            while let ended = await group.nextResult() {
                if case .failure(let error) = ended, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Drops what has expired, from memory, disk and the stream.
    private func expireSessions() async throws {
        while true {
            try await Task.sleep(for: .seconds(30))
            do {
                let expired = try await parts.contexts.expire(at: clock.now())
                try await parts.saved.delete(expired.gone)
                // Every node does so for itself.
                for id in expired.gone { parts.feed.place(.ended(session: id.rawValue)) }
                live.remove(expired.gone + expired.released.filter { !parts.feed.isNamed(session: $0.rawValue) })
                forgetStrangers()
            } catch {
                parts.logger.error("expired sessions were not removed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Sessions that were only looked at or named by telemetry, and that no stream names now. Streams of every session
    /// do not keep them: what anybody may name must not stay for as long as such a stream is open.
    package func forgetStrangers() {
        let strangers = live.strangers.filter { !parts.feed.isNamed(session: $0.rawValue) }
        for id in strangers { parts.feed.place(.ended(session: id.rawValue)) }
        live.remove(strangers)
    }

    /// Notices what any process wrote to the library: a correction elsewhere, `attune import` while we serve, or our own
    /// scan; at once while somebody watches. Rests ten times as long as the last reload took, so that a long import costs a
    /// tenth of a core at most.
    private func followLibrary() async throws {
        var seen = snapshot.version
        for await _ in parts.library.touches {
            var rest = parts.feed.subscribers > 0 ? Duration.zero : .seconds(1)
            do {
                let version = try await parts.library.version()
                if version != seen {
                    seen = version
                    rest = max(rest, try await ContinuousClock().measure { try await reloadLibrary() } * 10)
                }
            } catch {
                parts.logger.error("the library could not be read again", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: rest)
        }
    }
}

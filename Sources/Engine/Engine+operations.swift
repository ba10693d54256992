import Library
import SampleIndex
import Sessions
public import Streaming

/// `GET /health/ready` as a value.
public struct Readiness: Sendable {
    /// One thing that was looked at.
    public struct Check: Sendable {
        public enum State: String, Sendable { case ok, degraded, failed }

        public var name: String
        public var state: State
        /// For people: what was found, or what to do.
        public var detail: String
    }

    public var checks: [Check]
    /// Degraded still serves; failed does not.
    public var isReady: Bool { checks.allSatisfy { $0.state != .failed } }
}

extension Engine {
    /// Looks at what answers depend on. Does no I/O.
    public func readiness() -> Readiness {
        var checks: [Readiness.Check] = []
        switch parts.contexts.health {
        case .healthy: checks.append(.init(name: "contexts", state: .ok, detail: "\(live.count) live sessions"))
        case .degraded(let reason): checks.append(.init(name: "contexts", state: .degraded, detail: reason))
        }
        if let order = parts.feed.orderStanding {
            checks.append(
                order.problem.map {
                    .init(name: "feed", state: .degraded, detail: "this node's streams hear of no other node: \($0)")
                } ?? .init(name: "feed", state: .ok, detail: "shared by \(order.nodes) nodes"))
        }
        if let error = meters.diskError {
            checks.append(.init(name: "disk", state: .degraded, detail: "the last write was refused: \(error)"))
        } else {
            checks.append(.init(name: "disk", state: .ok, detail: "writes are accepted"))
        }
        checks.append(rankingCheck())
        let rows = snapshot.count
        checks.append(
            .init(
                name: "library", state: .ok,
                detail: rows == 0 ? "empty; import samples with: attune import FOLDER" : "\(rows) samples"))
        if parts.feed.isDraining {
            checks.append(.init(name: "stream", state: .failed, detail: "shutting down"))
        } else {
            checks.append(.init(name: "stream", state: .ok, detail: "\(parts.feed.subscribers) streams"))
        }
        return Readiness(checks: checks)
    }

    /// Everything measured, for `/metrics`.
    public func metrics() async -> [Metric] {
        await meters.metrics() + streamMetrics() + sharingMetrics() + [
            .gauge("attune_library_rows", "Samples in the index.", Double(snapshot.count)),
            .gauge("attune_live_sessions", "Sessions this node serves.", Double(live.count)),
        ]
    }

    /// Why this node answers from less than all nodes know; `nil` while it does not.
    var degradation: String? {
        if case .degraded(let reason) = parts.contexts.health { return reason }
        return parts.feed.orderProblem
    }

    private func sharingMetrics() async -> [Metric] {
        guard let order = parts.feed.orderStanding else { return [] }
        let isHealthy = parts.contexts.health == .healthy
        let backlog = try? await parts.backlog?.backlog()
        let untold = Metric(
            name: "attune_redis_untold", help: "What other nodes were not told yet.", kind: .gauge,
            samples: backlog.map { backlog in
                [("telemetry", backlog.telemetry), ("library", backlog.library)].map { subject, count in
                    Metric.Sample(labels: [("subject", subject)], value: Double(count))
                }
            } ?? [])
        return [
            untold,
            .gauge("attune_redis_contexts_up", "1 while Redis holds every context of this node.", isHealthy ? 1 : 0),
            .gauge("attune_redis_feed_up", "1 while this node is in the shared feed.", order.problem == nil ? 1 : 0),
            .gauge("attune_redis_feed_nodes", "Nodes in the shared feed, this one included.", Double(order.nodes)),
            .counter("attune_redis_feed_joins_total", "Times this node joined the shared feed.", Double(order.joins)),
        ]
    }

    private func streamMetrics() -> [Metric] {
        let feed = parts.feed.statistics()
        return [
            .gauge("attune_streams_open", "Open streams.", Double(feed.subscribers)),
            .gauge("attune_feed_ring_depth", "Cursors that can be resumed.", Double(feed.ringDepth)),
            .counter("attune_streams_opened_total", "Streams opened.", Double(feed.opens)),
            .counter(
                "attune_streams_refused_total", "Streams sent away because there were too many.", Double(feed.refused)),
            .counter("attune_frames_published_total", "Frames published.", Double(feed.published)),
            .counter(
                "attune_frames_conflated_total", "Frames replaced by a newer one before a stream took them.",
                Double(feed.conflated)),
            .counter("attune_frames_replayed_total", "Frames sent to resumed streams.", Double(feed.replayed)),
            .counter("attune_stream_writes_total", "Batches handed to streams.", Double(feed.writes)),
            feed.delays.metric("attune_publish_to_write_seconds", "Publication of a frame to its write to a stream."),
            Metric(
                name: "attune_streams_closed_total", help: "Streams that ended, by reason.", kind: .counter,
                samples: CloseReason.allCases.map {
                    Metric.Sample(labels: [("reason", $0.rawValue)], value: Double(feed.closes[$0] ?? 0))
                }),
            Metric(
                name: "attune_stream_resets_total", help: "Cursors that could not be continued, by reason.",
                kind: .counter,
                samples: ResetReason.allCases.map {
                    Metric.Sample(labels: [("reason", $0.rawValue)], value: Double(feed.resets[$0] ?? 0))
                }),
        ]
    }
}

extension Engine {
    /// Where the streams are written from.
    public var feed: Feed { parts.feed }

    /// Ends every stream, spread over the window, after its last frame; returns when all have ended.
    public func drain(over window: Duration) async { await parts.feed.drain(over: window) }
}

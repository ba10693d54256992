import NIOCore
import Synchronization

/// Who accepted and who saw which revision, and when.
final class ClusterLedger: Sendable {
    private struct State {
        /// By session.
        var accepted: [[(revision: Int, intended: NIODeadline)]]
        /// By watcher: revisions in the order they came, each higher than the one before.
        var seen: [[(revision: Int, at: NIODeadline)]]
        var reconnects = 0
        var resets = 0
        var lostPosts = 0
    }

    private let watchers: Int
    private let state: Mutex<State>

    init(sessions: Int, watchers: Int) {
        self.watchers = watchers
        state = Mutex(
            State(
                accepted: Array(repeating: [], count: sessions), seen: Array(repeating: [], count: sessions * watchers))
        )
    }

    func accepted(_ revision: Int, _ session: Int, intended: NIODeadline) {
        state.withLock { $0.accepted[session].append((revision, intended)) }
    }

    func saw(_ revision: Int, _ watcher: Int, at time: NIODeadline) {
        state.withLock { state in
            guard revision > state.seen[watcher].last?.revision ?? -1 else { return }
            state.seen[watcher].append((revision, time))
        }
    }

    func countReconnect() { state.withLock { $0.reconnects += 1 } }
    func countReset() { state.withLock { $0.resets += 1 } }
    func countLostPost() { state.withLock { $0.lostPosts += 1 } }

    /// Whether every watcher has had a first list.
    var allWatch: Bool { state.withLock { $0.seen.allSatisfy { !$0.isEmpty } } }

    /// Watchers that have not seen the newest accepted revision of their session.
    var behind: Int { state.withLock { behind(in: $0) } }

    private func behind(in state: State) -> Int {
        state.seen.indices.count { watcher in
            let newest = state.accepted[watcher / watchers].map(\.revision).max() ?? 0
            return state.seen[watcher].last?.revision ?? 0 < newest
        }
    }

    func report() -> ClusterReport {
        state.withLock { state in
            var times = LatencyRecorder()
            for watcher in state.seen.indices {
                for post in state.accepted[watcher / watchers] {
                    guard let frame = state.seen[watcher].first(where: { $0.revision >= post.revision }) else {
                        continue
                    }
                    times.record(frame.at - post.intended)
                }
            }
            return ClusterReport(
                accepted: state.accepted.reduce(0) { $0 + $1.count }, lostPosts: state.lostPosts,
                watchers: state.seen.count, behind: behind(in: state), reconnects: state.reconnects,
                resets: state.resets,
                postToListMs: times.summary)
        }
    }
}

/// What a `cluster` run found.
struct ClusterReport: ScenarioReport {
    var nodes = 0
    /// Of posting.
    var seconds = 0.0
    /// POSTs that some node accepted, and those that none did in five tries.
    var accepted: Int
    var lostPosts: Int
    var watchers: Int
    /// Watchers that did not end on the newest accepted revision.
    var behind: Int
    var reconnects: Int
    var resets: Int
    /// From a POST at any node to the list of that revision or a newer one at a watcher of any node.
    var postToListMs: LatencySummary
    /// Processor time per accepted POST, where the nodes stayed the same.
    var nodeMicrosecondsPerUpdate: Double?
    var redisMicrosecondsPerUpdate: Double?

    var isSound: Bool { behind == 0 && lostPosts == 0 }

    func table() -> String {
        var lines = """
            \(nodes) nodes, \(accepted) POSTs accepted in \(seconds.text(1)) s, \(lostPosts) lost
            POST to list, ms         p50 \(postToListMs.p50.text(1))  p90 \(postToListMs.p90.text(1))  \
            p99 \(postToListMs.p99.text(1))  max \(postToListMs.max.text(1))
            watchers                 \(watchers), \(behind) not on the newest revision
            reconnects, resets       \(reconnects), \(resets)
            """
        if let nodes = nodeMicrosecondsPerUpdate, let redis = redisMicrosecondsPerUpdate {
            lines += "\nprocessor, µs a POST     nodes \(nodes.text(0))  Redis \(redis.text(0))"
        }
        return lines
    }
}

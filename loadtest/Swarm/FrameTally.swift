import NIOCore

/// What a swarm's streams brought, and how long after it was meant to be published. Lives on the swarm's event loop.
final class FrameTally {
    struct Total: Sendable {
        var frames = 0
        var bytes = 0
    }

    private let schedule: Publisher.Schedule
    private var latency = LatencyRecorder()
    private(set) var totals: [FrameScanner.Kind: Total] = [:]
    /// When the newest frame came.
    private(set) var lastFrame = NIODeadline.now()
    /// The newest revision of a list each watcher has, by its number.
    private(set) var newest: [Int: Int] = [:]
    /// Watchers whose latencies do not count.
    var ignored: Set<Int> = []

    init(_ schedule: Publisher.Schedule) { self.schedule = schedule }

    /// Counts frames of the schedule's changes; whatever else a stream brings is left out.
    func take(_ watcher: Watcher, _ frame: FrameScanner.Frame, at now: NIODeadline) {
        guard let revision = frame.revision, let intended = schedule.intended(revision) else { return }
        lastFrame = now
        totals[frame.kind, default: Total()].frames += 1
        totals[frame.kind, default: Total()].bytes += frame.bytes
        if frame.kind == .suggestions || frame.kind == .other { newest[watcher.number] = revision }
        if ignored.isEmpty || !ignored.contains(watcher.number) { latency.record(now - intended) }
    }

    var summary: LatencySummary { latency.summary }
    var frames: Int { totals.values.reduce(0) { $0 + $1.frames } }
}

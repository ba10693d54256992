import NIOCore

/// The same load twice, the second time with streams that do not read.
struct SlowScenario: Sendable {
    let target: Target
    let server: ServerProcess?
    let watchers: Int
    let frozen: Int
    let rate: Double
    let seconds: Double
    let opening: Int
    let session: String
    /// What the kernel holds for a frozen client counts as received: little of it, so that the server feels the rest.
    private let receiveBuffer = 16 << 10

    func run() async throws -> SlowReport {
        let site = try await SwarmSite.open(target, session: session, receiveBuffer: receiveBuffer)
        let open = try await site.open(0..<watchers, atOnce: opening)
        var report = SlowReport(watchers: watchers, open: open, frozen: frozen)
        report.latencyAllReadingMs = try await publish(on: site).summary
        report.residentMibBefore = try server?.residentBytes().mebibytes

        try await site.onSwarm { [frozen] swarm in
            for number in 0..<frozen { swarm.watchers[number]?.setReading(false) }
        }
        let (latency, newest) = try await publish(on: site)
        report.latencyOthersMs = latency
        report.residentMibAfter = try server?.residentBytes().mebibytes

        let caught = try await wake(on: site, newest: newest)
        report.givenUp = caught.givenUp
        report.behind = caught.behind
        report.framesOnWakingMax = caught.frames
        return report
    }

    private func publish(on site: SwarmSite) async throws -> (summary: LatencySummary, newest: Int) {
        let base = try await site.change()
        try await Task.sleep(for: .milliseconds(500))
        let schedule = Publisher.Schedule(
            start: .now() + .milliseconds(50), base: base, rate: rate, count: Int(rate * seconds))
        let tally = try await site.onSwarm { [frozen] swarm in
            let tally = FrameTally(schedule)
            tally.ignored = Set(0..<frozen)
            swarm.onFrame = tally.take
            return NIOLoopBound(tally, eventLoop: swarm.loop)
        }
        try await site.publish(schedule)
        try await Task.sleep(for: .milliseconds(500))
        return (try await site.onSwarm { _ in tally.value.summary }, base + schedule.count)
    }

    private struct Caught: Sendable {
        var givenUp = 0
        var behind = 0
        var frames = 0
    }

    /// Lets the frozen ones read. What the kernels held comes first, then, on the same stream or a resumed one, one frame of each
    /// topic.
    private func wake(on site: SwarmSite, newest: Int) async throws -> Caught {
        let tally = try await site.onSwarm { [frozen] swarm in
            let tally = WakingTally(frozen: frozen)
            swarm.onFrame = tally.take
            for number in 0..<frozen { swarm.watchers[number]?.setReading(true) }
            return NIOLoopBound(tally, eventLoop: swarm.loop)
        }
        try await Task.sleep(for: .seconds(2))
        let gone = try await site.onSwarm { [frozen] swarm in
            tally.value.forgetFrames()
            return (0..<frozen).filter { swarm.watchers[$0] == nil }
        }
        _ = try await site.open(gone, atOnce: opening)
        try await Task.sleep(for: .seconds(2))
        return try await site.onSwarm { [frozen] swarm in
            let caught = Caught(
                givenUp: gone.count,
                behind: (0..<frozen).count { (tally.value.newest[$0] ?? 0) < newest },
                frames: gone.map { tally.value.frames[$0] ?? 0 }.max() ?? 0)
            swarm.cutAll()
            return caught
        }
    }
}

/// What the frozen streams get once they read. Lives on the swarm's event loop.
private final class WakingTally {
    private let frozen: Int
    private(set) var newest: [Int: Int] = [:]
    private(set) var frames: [Int: Int] = [:]

    init(frozen: Int) { self.frozen = frozen }

    func take(_ watcher: Watcher, _ frame: FrameScanner.Frame, at now: NIODeadline) {
        guard watcher.number < frozen, let revision = frame.revision else { return }
        frames[watcher.number, default: 0] += 1
        if frame.kind == .suggestions { newest[watcher.number] = revision }
    }

    func forgetFrames() { frames.removeAll() }
}

extension Int {
    var mebibytes: Double { Double(self) / 1_048_576 }
}

/// What a `slow` run found.
struct SlowReport: ScenarioReport {
    var watchers: Int
    var open: Int
    var frozen: Int
    /// From the moment a change was meant to be published to its frame, for the streams that never freeze.
    var latencyAllReadingMs = LatencySummary(count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0)
    var latencyOthersMs = LatencySummary(count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0)
    var residentMibBefore: Double?
    var residentMibAfter: Double?
    /// Frozen streams that the server ended.
    var givenUp = 0
    /// Frames that a resumed one was sent, at most.
    var framesOnWakingMax = 0
    /// Frozen streams that did not end on the newest list.
    var behind = 0

    var isSound: Bool { open == watchers && behind == 0 }

    func table() -> String {
        var lines = [
            "\(open) of \(watchers) streams, \(frozen) of them frozen in the second part",
            "ms, everyone reading     p50 \(latencyAllReadingMs.p50.text(2))  p99 \(latencyAllReadingMs.p99.text(2))  "
                + "max \(latencyAllReadingMs.max.text(2))",
            "ms, others reading       p50 \(latencyOthersMs.p50.text(2))  p99 \(latencyOthersMs.p99.text(2))  "
                + "max \(latencyOthersMs.max.text(2))",
        ]
        if let residentMibBefore, let residentMibAfter {
            lines.append(
                "resident                 \(residentMibBefore.text(1)) MiB before, \(residentMibAfter.text(1)) MiB after"
            )
        }
        lines.append("given up by the server   \(givenUp); resumed with at most \(framesOnWakingMax) frames")
        lines.append("not on the newest list   \(behind)")
        return lines.joined(separator: "\n")
    }
}

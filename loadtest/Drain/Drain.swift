import ArgumentParser
import Foundation
import NIOCore

/// `attune-loadtest drain`.
struct Drain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop the server under many streams and see how they end.",
        discussion: """
            Opens the streams, changes the session, sends SIGTERM to --server-pid at the same moment, and watches every stream to \
            its end. Fails (exit 1) when a stream ends without the newest list or without a bye, or when the server outlives its \
            drain window by more than five seconds.

            EXAMPLES
              attune-loadtest drain --watchers 2000 --window 15 --server-pid $(pgrep -x attune)
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var process: ProcessOptions

    @Option(help: "Streams to open.")
    var watchers = 2000

    @Option(help: "The server's --drain-window, in seconds.")
    var window = 15.0

    @OptionGroup var openings: OpeningOptions

    @Option(help: "The session to watch.")
    var session = "drain"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...200_000).contains(watchers) else { throw ValidationError("--watchers must be 1…200000") }
        guard (0...300).contains(window) else { throw ValidationError("--window must be 0…300") }
        guard try process.server()?.ids.count == 1 else { throw ValidationError("--server-pid must name one process") }
        try Names.validate(session, option: "--session")
    }

    func run() async throws {
        guard let server = try process.server(), let id = server.ids.first else { return }
        try await ScenarioOutput.run(json: output.json) {
            try await DrainScenario(
                target: try target.target(), serverID: id, watchers: watchers, window: window,
                opening: openings.opening,
                session: session
            ).run()
        }
    }
}

/// Stops the server, and times every stream's end and its own.
struct DrainScenario: Sendable {
    let target: Target
    let serverID: Int32
    let watchers: Int
    let window: Double
    let opening: Int
    let session: String

    func run() async throws -> DrainReport {
        let site = try await SwarmSite.open(target, session: session)
        let open = try await site.open(0..<watchers, atOnce: opening)
        try await Task.sleep(for: .milliseconds(500))
        let tally = try await site.onSwarm { swarm in
            let tally = DrainTally()
            swarm.onFrame = tally.take
            swarm.onClose = { tally.close($0, at: .now()) }
            return NIOLoopBound(tally, eventLoop: swarm.loop)
        }
        let newest = try await site.change()
        let begun = NIODeadline.now()
        guard kill(serverID, SIGTERM) == 0 else { throw ScenarioError.noProcess(serverID) }
        var report = DrainReport(watchers: watchers, open: open, window: window)
        while FileManager.default.fileExists(atPath: "/proc/\(serverID)/exe"),
            (NIODeadline.now() - begun).seconds < window + 20
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        report.exitSeconds = (NIODeadline.now() - begun).seconds
        try await Task.sleep(for: .milliseconds(200))
        return try await site.onSwarm { [report] _ in tally.value.fill(report, newest: newest, begun: begun) }
    }
}

/// How each stream ended. Lives on the swarm's event loop.
private final class DrainTally {
    private struct End {
        var newest = 0
        var hasBye = false
        var closedAt: NIODeadline?
    }

    private var ends: [Int: End] = [:]

    func take(_ watcher: Watcher, _ frame: FrameScanner.Frame, at now: NIODeadline) {
        if frame.kind == .bye { ends[watcher.number, default: End()].hasBye = true }
        if frame.kind == .suggestions { ends[watcher.number, default: End()].newest = frame.revision ?? 0 }
    }

    func close(_ watcher: Watcher, at now: NIODeadline) { ends[watcher.number, default: End()].closedAt = now }

    func fill(_ report: DrainReport, newest: Int, begun: NIODeadline) -> DrainReport {
        var report = report
        var times = LatencyRecorder()
        for end in ends.values {
            if let at = end.closedAt { times.record(at - begun) }
            if end.newest < newest { report.behind += 1 }
            if !end.hasBye { report.withoutBye += 1 }
        }
        report.behind += report.watchers - ends.count
        report.closedMs = times.summary
        return report
    }
}

/// What a `drain` run found.
struct DrainReport: ScenarioReport {
    var watchers: Int
    var open: Int
    var window: Double
    /// From the signal to a stream's end.
    var closedMs = LatencySummary(count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0)
    var exitSeconds = 0.0
    var behind = 0
    var withoutBye = 0

    var isSound: Bool { open == watchers && behind == 0 && withoutBye == 0 && exitSeconds < window + 5 }

    func table() -> String {
        """
        \(open) of \(watchers) streams; the server left \(exitSeconds.text(1)) s after SIGTERM
        closed after, ms         p50 \(closedMs.p50.text(0))  p90 \(closedMs.p90.text(0))  max \(closedMs.max.text(0))
        without the newest list  \(behind)
        without a bye            \(withoutBye)
        """
    }
}

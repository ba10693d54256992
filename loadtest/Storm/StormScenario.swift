import NIOCore
import NIOHTTP1

/// Cuts everyone, publishes, and times everyone's return.
struct StormScenario: Sendable {
    let target: Target
    let watchers: Int
    let changes: Int
    let events: Int
    let opening: Int
    let patience: Double
    let session: String

    func run() async throws -> StormReport {
        let site = try await SwarmSite.open(target, session: session)
        let open = try await site.open(0..<watchers, atOnce: opening)
        try await Task.sleep(for: .seconds(1))
        try await site.onSwarm { $0.cutAll() }
        while try await site.onSwarm({ !$0.watchers.isEmpty }) { try await Task.sleep(for: .milliseconds(10)) }

        var newest = 0
        for _ in 0..<changes { newest = try await site.change() }
        for number in 0..<events { try await site.send(modeRequest(number)) }
        if changes == 0 { newest = try await site.change() }

        let tally = try await site.onSwarm { [newest] swarm in
            let tally = StormTally(newest: newest, events: events)
            swarm.onFrame = tally.take
            return NIOLoopBound(tally, eventLoop: swarm.loop)
        }
        let begun = NIODeadline.now()
        _ = try await site.open(0..<watchers, atOnce: watchers)
        while try await site.onSwarm({ _ in tally.value.resumed < watchers }),
            (NIODeadline.now() - begun).seconds < patience
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        // A frame that came twice would come now.
        try await Task.sleep(for: .milliseconds(500))
        let errors = try await site.publishErrors()
        return try await site.onSwarm { swarm in
            let report = tally.value.report(from: begun, opened: open, watchers: watchers, publishErrors: errors)
            swarm.cutAll()
            return report
        }
    }

    private func modeRequest(_ number: Int) -> LaneRequest {
        let mode = number.isMultiple(of: 2) ? "rules" : "fusion"
        return LaneRequest(
            method: .PUT, uri: "/v1/sessions/\(session)/mode", body: ByteBuffer(string: #"{"mode":"\#(mode)"}"#))
    }
}

/// What each returning stream has. Lives on the swarm's event loop.
final class StormTally {
    private struct Return {
        var newest = 0
        var events = 0
        var resumedAt: NIODeadline?
    }

    private let newest: Int
    private let events: Int
    private var returns: [Int: Return] = [:]
    private(set) var resumed = 0
    private var resets = 0

    init(newest: Int, events: Int) {
        self.newest = newest
        self.events = events
    }

    func take(_ watcher: Watcher, _ frame: FrameScanner.Frame, at now: NIODeadline) {
        var back = returns[watcher.number] ?? Return()
        switch frame.kind {
        case .suggestions: back.newest = max(back.newest, frame.revision ?? 0)
        case .experiment: back.events += 1
        case .reset: resets += 1
        default: break
        }
        if back.resumedAt == nil, back.newest >= newest, back.events >= events {
            back.resumedAt = now
            resumed += 1
        }
        returns[watcher.number] = back
    }

    func report(from begun: NIODeadline, opened: Int, watchers: Int, publishErrors: [String: Int]) -> StormReport {
        var times = LatencyRecorder()
        var report = StormReport(watchers: watchers, opened: opened, resumed: resumed, resets: resets)
        for back in returns.values {
            if let at = back.resumedAt { times.record(at - begun) }
            report.eventsMissed += max(0, events - back.events)
            report.eventsTwice += max(0, back.events - events)
            if back.newest < newest { report.behind += 1 }
        }
        report.silent = watchers - returns.count
        report.resumeMs = times.summary
        report.publishErrors = publishErrors
        return report
    }
}

/// What a `storm` run found.
struct StormReport: ScenarioReport {
    var watchers: Int
    /// Streams that stood before the cut.
    var opened: Int
    var resumed: Int
    /// Cursors that the server could not continue.
    var resets: Int
    /// From the moment everyone began to reconnect to a stream's having everything.
    var resumeMs = LatencySummary(count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0)
    var eventsMissed = 0
    var eventsTwice = 0
    /// Streams without the newest list, and without any frame.
    var behind = 0
    var silent = 0
    var publishErrors: [String: Int] = [:]

    var isSound: Bool {
        opened == watchers && resumed == watchers && resets == 0 && eventsMissed == 0 && eventsTwice == 0
            && publishErrors.isEmpty
    }

    func table() -> String {
        """
        \(resumed) of \(watchers) streams resumed (\(opened) stood before)
        resumed within, ms       p50 \(resumeMs.p50.text(0))  p90 \(resumeMs.p90.text(0))  p99 \(resumeMs.p99.text(0))  \
        max \(resumeMs.max.text(0))
        events missed, twice     \(eventsMissed), \(eventsTwice)
        resets                   \(resets)
        not on the newest list   \(behind + silent)
        """
    }
}

import NIOCore

/// Opens the streams, rests, publishes, and reads the server's figures in between.
struct FanoutScenario: Sendable {
    let target: Target
    let server: ServerProcess?
    let plan: FanoutPlan
    /// Frames are waited for until none came for this long.
    var quiet = TimeAmount.milliseconds(400)

    func run() async throws -> FanoutReport {
        let site = try await SwarmSite.open(
            target, session: plan.session, peer: plan.peer, frameBytes: plan.frameBytes)
        let empty = try server?.residentBytes()
        let openedFrom = NIODeadline.now()
        let open = try await site.open(0..<plan.watchers, atOnce: plan.opening)
        let openSeconds = (NIODeadline.now() - openedFrom).seconds
        var report = FanoutReport(watchers: plan.watchers, open: open, opensPerSecond: Double(open) / openSeconds)
        report.refused = try await site.onSwarm { swarm in
            swarm.refused.map { ("\($0.key)", $0.value) }.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try await rest(&report, empty: empty)
        if plan.changes > 0 { try await publish(on: site, &report) }
        report.stillOpen = try await site.onSwarm { swarm in
            let open = swarm.watchers.count
            swarm.cutAll()
            return open
        }
        return report
    }

    /// The opening settles for two seconds before the rest is measured.
    private func rest(_ report: inout FanoutReport, empty: Int?) async throws {
        try await Task.sleep(for: .seconds(min(2, plan.idle)))
        let before = try server?.processorSeconds()
        let from = NIODeadline.now()
        try await Task.sleep(for: .seconds(max(0, plan.idle - 2)))
        let seconds = (NIODeadline.now() - from).seconds
        guard let server, let empty, let before, report.open > 0 else { return }
        report.residentKibPerStream = Double(try server.residentBytes() - empty) / 1024 / Double(report.open)
        report.residentMib = Double(try server.residentBytes()) / 1_048_576
        if seconds >= 1 { report.idleCpuPercent = (try server.processorSeconds() - before) / seconds * 100 }
    }

    private func publish(on site: SwarmSite, _ report: inout FanoutReport) async throws {
        let base = try await site.change()
        try await Task.sleep(for: .milliseconds(500))
        let schedule = Publisher.Schedule(
            start: .now() + .milliseconds(100), base: base, rate: plan.rate, count: plan.changes)
        let tally = try await site.onSwarm { swarm in
            let tally = FrameTally(schedule)
            swarm.onFrame = tally.take
            return NIOLoopBound(tally, eventLoop: swarm.loop)
        }
        let before = try server?.processorSeconds()
        let from = NIODeadline.now()
        try await site.publish(schedule)
        while try await site.onSwarm({ _ in NIODeadline.now() - tally.value.lastFrame < quiet }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let seconds = (NIODeadline.now() - quiet - from).seconds
        report.latencyMs = try await site.onSwarm { _ in tally.value.summary }
        let totals = try await site.onSwarm { _ in tally.value.totals }
        report.changes = plan.changes
        report.count(totals)
        report.publishErrors = try await site.publishErrors()
        report.behind = try await site.onSwarm { swarm in
            swarm.watchers.keys.count { (tally.value.newest[$0] ?? 0) < schedule.base + schedule.count }
        }
        guard let server, let before, report.delivered > 0 else { return }
        let used = try server.processorSeconds() - before
        report.cpuMicrosecondsPerEvent = used * 1e6 / Double(report.delivered)
        report.cpuCores = used / seconds
        report.deliveredPerSecond = Double(report.delivered) / seconds
    }
}

extension TimeAmount {
    var seconds: Double { Double(nanoseconds) / 1e9 }
}

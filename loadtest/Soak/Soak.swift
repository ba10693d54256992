import ArgumentParser
import NIOCore

/// `attune-loadtest soak`.
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open and close streams at a rate, and see that nothing stays.",
        discussion: """
            Opens streams at a fixed rate and cuts each after a while. The server's descriptors and memory are read after the \
            first tenth of the time and again when all are closed. Fails (exit 1) when descriptors stay open.

            EXAMPLES
              attune-loadtest soak --rate 167 --seconds 300 --server-pid $(pgrep -x attune)
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var process: ProcessOptions

    @Option(help: "Streams opened per second; 167 is ten thousand a minute.")
    var rate = 167.0

    @Option(help: "Seconds to go on.")
    var seconds = 60.0

    @Option(help: "Seconds that each stream stays open.")
    var hold = 0.5

    @Option(help: "The session to watch.")
    var session = "soak"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard rate > 0, rate <= 10_000 else { throw ValidationError("--rate must be more than 0, at most 10000") }
        guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds must be 1…86400") }
        guard (0...60).contains(hold) else { throw ValidationError("--hold must be 0…60") }
        try Names.validate(session, option: "--session")
    }

    func run() async throws {
        try await ScenarioOutput.run(json: output.json) {
            try await SoakScenario(
                target: try target.target(), server: try process.server(), rate: rate, seconds: seconds, hold: hold,
                session: session
            ).run()
        }
    }
}

/// Opens by schedule, closes each stream a while later.
struct SoakScenario: Sendable {
    let target: Target
    let server: ServerProcess?
    let rate: Double
    let seconds: Double
    let hold: Double
    let session: String

    func run() async throws -> SoakReport {
        let site = try await SwarmSite.open(target, session: session)
        let hold = TimeAmount.nanoseconds(Int64(hold * 1e9))
        try await site.onSwarm { swarm in
            swarm.onOpen = { watcher in
                let bound = NIOLoopBound(watcher, eventLoop: swarm.loop)
                swarm.loop.scheduleTask(in: hold) { bound.value.channel?.close(promise: nil) }
            }
        }
        var report = SoakReport()
        let warmUp = Int(rate * seconds / 10)
        try await churn(site, 0..<warmUp)
        try await settle(site)
        report.descriptorsBefore = try server?.descriptors()
        report.residentMibBefore = try server?.residentBytes().mebibytes
        let total = Int(rate * seconds)
        try await churn(site, warmUp..<total)
        try await settle(site)
        report.descriptorsAfter = try server?.descriptors()
        report.residentMibAfter = try server?.residentBytes().mebibytes
        report.streams = total
        report.refused = try await site.onSwarm { $0.refused.values.reduce(0, +) }
        return report
    }

    private func churn(_ site: SwarmSite, _ numbers: Range<Int>) async throws {
        let begun = ContinuousClock.now
        var next = numbers.lowerBound
        while next < numbers.upperBound {
            let elapsed = Double((ContinuousClock.now - begun) / .milliseconds(1)) / 1000
            let due = min(numbers.upperBound, numbers.lowerBound + Int(elapsed * rate) + 1)
            if due > next { _ = try await site.open(next..<due, atOnce: due - next) }
            next = max(next, due)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func settle(_ site: SwarmSite) async throws {
        while try await site.onSwarm({ !$0.watchers.isEmpty }) { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .seconds(1))
    }
}

/// What a `soak` run found.
struct SoakReport: ScenarioReport {
    var streams = 0
    var refused = 0
    var descriptorsBefore: Int?
    var descriptorsAfter: Int?
    var residentMibBefore: Double?
    var residentMibAfter: Double?

    var isSound: Bool { refused == 0 && (descriptorsAfter ?? 0) <= (descriptorsBefore ?? 0) }

    func table() -> String {
        var lines = ["\(streams) streams opened and closed, \(refused) refused"]
        if let descriptorsBefore, let descriptorsAfter, let residentMibBefore, let residentMibAfter {
            lines.append("open descriptors         \(descriptorsBefore) before, \(descriptorsAfter) after")
            lines.append(
                "resident                 \(residentMibBefore.text(1)) MiB before, \(residentMibAfter.text(1)) MiB after"
            )
        }
        return lines.joined(separator: "\n")
    }
}

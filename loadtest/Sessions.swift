import ArgumentParser

/// `attune-loadtest sessions`.
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post contexts for many sessions and time the answers and the frames on their streams.",
        discussion: """
            Opens the streams of every session, then posts contexts at a fixed rate, each session in turn, on a schedule that does not \
            wait for the server. All latencies count from the moment a POST was meant to leave. A POST's frame is the first \
            on its session's stream whose revision is the answered one or a newer one.
            """)

    @OptionGroup var target: TargetOptions

    @Option(
        help: ArgumentHelp(
            "Where the streams are, if not where the POSTs go: another node over the same Redis.",
            valueName: "http://host:port"))
    var watchUrl: String?

    @Option(help: "Sessions, each with an open stream.")
    var sessions = 200

    @Option(help: "Streams of each session; the first is timed, the others are counted.")
    var watchers = 1

    @Option(help: "POSTs per second, over all sessions.")
    var rate = 200.0

    @Option(help: "Seconds to measure.")
    var seconds = 30.0

    @Option(help: "Seconds to run before measuring.")
    var warmup = 3.0

    @Option(help: "Connections that carry the POSTs, one at a time each. (default: one a session, at most 256)")
    var connections: Int?

    @Option(help: "Seeds the contexts; the same seed makes the same load.")
    var seed: UInt64 = 1

    @Option(help: "Session ids are this, a dash and a number.")
    var prefix = "load"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let watchUrl { _ = try target.target(watchUrl) }
        guard (1...100_000).contains(sessions) else { throw ValidationError("--sessions must be 1…100000") }
        guard (1...100).contains(watchers) else { throw ValidationError("--watchers must be 1…100") }
        guard rate > 0, rate <= 1_000_000 else { throw ValidationError("--rate must be more than 0, at most 1000000") }
        guard seconds > 0, seconds <= 86_400 else {
            throw ValidationError("--seconds must be more than 0, at most 86400")
        }
        guard (0...3600).contains(warmup) else { throw ValidationError("--warmup must be 0…3600") }
        guard (1...10_000).contains(connections ?? 1) else { throw ValidationError("--connections must be 1…10000") }
        try Names.validate(prefix, option: "--prefix")
    }

    func run() async throws {
        let plan = SessionsPlan(
            sessions: sessions, watchers: watchers, rate: rate, seconds: seconds, warmup: warmup,
            connections: connections ?? min(sessions, 256), seed: seed, prefix: prefix)
        try await ScenarioOutput.run(json: output.json) {
            try await SessionsScenario(
                target: try target.target(), watched: try target.target(watchUrl ?? target.url), plan: plan
            ).run()
        }
    }
}

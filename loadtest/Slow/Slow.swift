import ArgumentParser

/// `attune-loadtest slow`.
struct Slow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Freeze a part of the streams and watch the others.",
        discussion: """
            Publishes at a fixed rate, first with everyone reading, then with a part of the streams frozen: their sockets are \
            not read, which is what a stopped process looks like to the server. Compares the latency of the others and the \
            server's memory, then lets the frozen ones read again; those that the server gave up reconnect with their \
            Last-Event-ID. Fails (exit 1) when a stream does not end on the newest list.

            EXAMPLES
              attune-loadtest slow --watchers 1000 --server-pid $(pgrep -x attune)
              attune-loadtest slow --watchers 1000 --seconds 600 --server-pid $(pgrep -x attune)
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var process: ProcessOptions

    @Option(help: "Streams to open.")
    var watchers = 1000

    @Option(help: "How many of a hundred freeze.")
    var frozen = 10

    @Option(help: "Changes per second.")
    var rate = 10.0

    @Option(help: "Seconds of each of the two parts.")
    var seconds = 20.0

    @OptionGroup var openings: OpeningOptions

    @Option(help: "The session to watch.")
    var session = "slow"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (10...200_000).contains(watchers) else { throw ValidationError("--watchers must be 10…200000") }
        guard (1...90).contains(frozen) else { throw ValidationError("--frozen must be 1…90") }
        guard rate > 0, rate <= 1000 else { throw ValidationError("--rate must be more than 0, at most 1000") }
        guard (1...86_400).contains(seconds) else { throw ValidationError("--seconds must be 1…86400") }
        try Names.validate(session, option: "--session")
    }

    func run() async throws {
        try await ScenarioOutput.run(json: output.json) {
            try await SlowScenario(
                target: try target.target(), server: try process.server(), watchers: watchers,
                frozen: max(1, watchers * frozen / 100), rate: rate, seconds: seconds, opening: openings.opening,
                session: session
            ).run()
        }
    }
}

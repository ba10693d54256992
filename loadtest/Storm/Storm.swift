import ArgumentParser

/// `attune-loadtest storm`.
struct Storm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut many streams at once and time their return.",
        discussion: """
            Opens the streams, cuts them all, changes the session and publishes event-topic frames while nobody watches, then \
            reconnects everyone at once, each with its Last-Event-ID. A stream has resumed when it has the newest list and \
            every event-topic frame it missed. Fails (exit 1) when a stream misses one, gets one twice, or is reset.

            EXAMPLES
              attune-loadtest storm --watchers 5000
              attune-loadtest storm --watchers 5000 --events 20 --json
            """)

    @OptionGroup var target: TargetOptions

    @Option(help: "Streams to open and cut.")
    var watchers = 1000

    @Option(help: "Changes of the session while everyone is away.")
    var changes = 3

    @Option(help: "Event-topic frames while everyone is away: they must all be brought.")
    var events = 5

    @OptionGroup var openings: OpeningOptions

    @Option(help: "Seconds to wait for the last stream.")
    var patience = 30.0

    @Option(help: "The session to watch.")
    var session = "storm"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...200_000).contains(watchers) else { throw ValidationError("--watchers must be 1…200000") }
        guard (0...1000).contains(changes) else { throw ValidationError("--changes must be 0…1000") }
        guard (0...1000).contains(events) else { throw ValidationError("--events must be 0…1000") }
        guard (1...3600).contains(patience) else { throw ValidationError("--patience must be 1…3600") }
        try Names.validate(session, option: "--session")
    }

    func run() async throws {
        try await ScenarioOutput.run(json: output.json) {
            try await StormScenario(
                target: try target.target(), watchers: watchers, changes: changes, events: events,
                opening: openings.opening,
                patience: patience, session: session
            ).run()
        }
    }
}

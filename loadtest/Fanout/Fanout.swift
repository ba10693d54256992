import ArgumentParser
import Foundation

/// `attune-loadtest fanout`.
struct Fanout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open many streams of one session and time its changes to all of them.",
        discussion: """
            Opens the streams, rests so that memory and idle processor time can be read, then changes the session at a fixed \
            rate, on a schedule that does not wait for the server. Latency counts from the moment a change was meant to be \
            published to the moment its frame was read. Memory and processor time are those of --server-pid, read from /proc.

            EXAMPLES
              attune-loadtest fanout --watchers 15000 --changes 0 --idle 60 --server-pid $(pgrep -x attune)
              attune-loadtest fanout --watchers 5000 --rate 20 --server-pid $(pgrep -x attune)
              attune-loadtest fanout --peer nchan --frame-bytes 420,9000 --url http://127.0.0.1:8088 --server-pid 71,72
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var process: ProcessOptions

    @Option(help: "Streams to open.")
    var watchers = 1000

    @Option(help: "Changes per second.")
    var rate = 20.0

    @Option(help: "Changes to publish; 0 for none.")
    var changes = 200

    @OptionGroup var openings: OpeningOptions

    @Option(help: "Seconds to rest with all streams open before the first change.")
    var idle = 3.0

    @Option(help: "The session to watch.")
    var session = "fanout"

    @Option(help: "What kind of server it is.")
    var peer = PeerName.attune

    @Option(help: "Bytes of data in each message of a change, by commas: what a peer other than attune is to carry.")
    var frameBytes = "420,9000"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...200_000).contains(watchers) else { throw ValidationError("--watchers must be 1…200000") }
        guard rate > 0, rate <= 10_000 else { throw ValidationError("--rate must be more than 0, at most 10000") }
        guard (0...1_000_000).contains(changes) else { throw ValidationError("--changes must be 0…1000000") }
        guard (0...3600).contains(idle) else { throw ValidationError("--idle must be 0…3600") }
        guard sizes.allSatisfy({ (64...1 << 20).contains($0) }), !sizes.isEmpty else {
            throw ValidationError("--frame-bytes must be sizes of 64…1048576 with commas between, not '\(frameBytes)'")
        }
        try Names.validate(session, option: "--session")
    }

    private var sizes: [Int] { frameBytes.split(separator: ",").map { Int($0) ?? 0 } }

    func run() async throws {
        let plan = FanoutPlan(
            watchers: watchers, rate: rate, changes: changes, opening: openings.opening, idle: idle, session: session,
            peer: peer,
            frameBytes: sizes)
        try await ScenarioOutput.run(json: output.json) {
            try await FanoutScenario(target: try target.target(), server: try process.server(), plan: plan).run()
        }
    }
}

/// What a `fanout` run is to do.
struct FanoutPlan: Sendable {
    var watchers: Int
    /// Changes per second.
    var rate: Double
    var changes: Int
    /// Streams that may be opening at once.
    var opening: Int
    /// Seconds.
    var idle: Double
    var session: String
    var peer: PeerName
    var frameBytes: [Int]
}

import ArgumentParser
import Foundation

/// `attune-loadtest cluster`.
struct Cluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start several nodes over one Redis, and kill and add nodes under load.",
        discussion: """
            Starts a redis-server and the nodes on loopback, each on its own copy of the data folder, and spreads bridges and \
            watchers over them at random. After a third of the time a node is killed, after two thirds another is added; whoever \
            was at the dead one goes to another, watchers with their Last-Event-ID. Fails (exit 1) when a watcher does not end on \
            the newest accepted revision of its session.

            EXAMPLES
              attune-loadtest cluster --data-dir ~/.local/share/attune
              attune-loadtest cluster --data-dir data --nodes 2 --keep --rate 1000 --sessions 200 --seconds 20
            """)

    @Option(help: "The attune program.")
    var program = ".build/release/attune"

    @Option(help: "A data folder with an imported library, which is copied for each node.")
    var dataDir: String

    @Option(help: "Nodes at the start.")
    var nodes = 3

    @Option(help: "Sessions.")
    var sessions = 50

    @Option(help: "Streams of each session.")
    var watchers = 2

    @Option(help: "POSTs per second, over all sessions.")
    var rate = 200.0

    @Option(help: "Seconds to post.")
    var seconds = 15.0

    @Option(help: "Seconds that watchers have afterwards to come to the newest revision.")
    var patience = 15.0

    @Flag(help: "Neither kill nor add a node: for figures.")
    var keep = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw ValidationError("there is no program at \(program); build it, or give --program")
        }
        guard FileManager.default.fileExists(atPath: "\(dataDir)/attune.sqlite") else {
            throw ValidationError("\(dataDir) holds no library; import a folder with --data-dir \(dataDir) first")
        }
        guard (2...16).contains(nodes) else { throw ValidationError("--nodes must be 2…16") }
        guard (1...10_000).contains(sessions) else { throw ValidationError("--sessions must be 1…10000") }
        guard (1...100).contains(watchers) else { throw ValidationError("--watchers must be 1…100") }
        guard (1...20_000).contains(rate) else { throw ValidationError("--rate must be 1…20000") }
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds must be 1…3600") }
        guard (1...3600).contains(patience) else { throw ValidationError("--patience must be 1…3600") }
    }

    func run() async throws {
        try await ScenarioOutput.run(json: output.json) {
            try await ClusterScenario(
                program: program, dataDir: dataDir, nodes: nodes, sessions: sessions, watchers: watchers, rate: rate,
                seconds: seconds, patience: patience, disturbs: !keep
            ).run()
        }
    }
}

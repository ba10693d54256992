import ArgumentParser

/// The load generator: one subcommand per scenario.
@main
struct LoadTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attune-loadtest",
        abstract: "Load a running Attune and report latency percentiles.",
        discussion: """
            Every scenario refuses targets other than this machine unless --allow-remote is given.
            Exit codes: 0 done, 64 usage, 69 the server cannot be reached.
            """,
        subcommands: [Sessions.self, Fanout.self, Storm.self, Slow.self, Soak.self, Drain.self, Cluster.self])
}

import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures Attune on this machine. `make bench` runs all of it.",
        discussion: """
            Examples:
              attune bench index --rows 100000 --dim 512 --eligible 0.05 --queries 2000
              attune bench import ~/Samples
              attune bench audio .build-bench/audio/held-out
              attune bench similarity /usr/share/sonic-pi/samples /usr/share/lmms/samples
              attune bench encode --json
              attune bench library --rows 1000000 --data-dir /tmp/million
              attune bench telemetry --batch 500 --tasks 8
            """,
        subcommands: [
            BenchIndexCommand.self, BenchImportCommand.self, BenchEncodeCommand.self, BenchTelemetryCommand.self,
            BenchLibraryCommand.self, BenchAudioCommand.self, BenchSimilarityCommand.self,
        ])
}

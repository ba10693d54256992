import ArgumentParser
import Catalog
import Foundation

struct BenchTelemetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "telemetry",
        abstract: "Writes telemetry into a catalog that is thrown away, each batch synced to disk before the next.",
        discussion: """
            The figures: events_per_second acknowledged on disk; commit_p50_ms, commit_p99_ms and commit_max_ms from a \
            batch to its receipt; cpu_us_per_event of this process, which a busy machine changes less than the rate. \
            Batches of different tasks share commits, as those of different clients do.
            """)

    @Option(help: "Events written, 1…10000000.") var events = 200_000
    @Option(help: "Events in a batch, 1…1000.") var batch = 100
    @Option(help: "Batches under way at the same time, 1…1024.") var tasks = 4
    @Option(help: "Folder on the disk to measure. Default: the system's folder for temporary files.") var folder:
        String?
    @Flag(help: "Prints one line of JSON.") var json = false

    func validate() throws {
        guard (1...10_000_000).contains(events) else {
            throw ValidationError("--events is \(events); accepted is a whole number, 1…10000000.")
        }
        guard (1...1000).contains(batch) else {
            throw ValidationError("--batch is \(batch); accepted is a whole number, 1…1000.")
        }
        guard (1...1024).contains(tasks) else {
            throw ValidationError("--tasks is \(tasks); accepted is a whole number, 1…1024.")
        }
    }

    func run() async throws {
        let parent = folder.map { URL(filePath: $0, directoryHint: .isDirectory) }
        let scratch = (parent ?? FileManager.default.temporaryDirectory).appending(
            path: "attune-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let catalog = try Catalog(folder: scratch.path)
        let (events, batch, tasks) = (events, batch, tasks)
        let result = try await cancellingOnSignals {
            try await TelemetryBenchmark.run(into: catalog, events: events, batch: batch, tasks: tasks)
        }
        Figures([
            "events": Double(events), "batch": Double(batch), "tasks": Double(tasks), "seconds": result.seconds,
            "events_per_second": Double(events) / result.seconds, "commit_p50_ms": result.milliseconds(at: 0.5),
            "commit_p99_ms": result.milliseconds(at: 0.99), "commit_max_ms": result.milliseconds(at: 1),
            "cpu_us_per_event": result.processorSeconds * 1e6 / Double(events),
            "resident_mib": ResidentMemory.mebibytes,
        ]).show(json: json)
    }
}

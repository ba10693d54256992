import ArgumentParser
import Foundation

/// `attune-fuzz`: throws damaged input at everything that reads bytes from outside.
@main
struct AttuneFuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attune-fuzz",
        abstract: "Mutates valid input and feeds it to the decoders and parsers, looking for a crash or a hang.",
        discussion: """
            Cases run in a process of their own per target. The same seed gives the same cases. A case that crashes, takes \
            too long or too much memory is kept as a file, with the command that repeats it.

            Examples:
              attune-fuzz --seconds 60
              attune-fuzz audio --seed 7 --cases 10000
              attune-fuzz audio --repeat failures/audio-7-4711
            """)

    @Argument(help: "What to fuzz; all of it when nothing is named.") var targets: [FuzzTarget] = []
    @Option(help: "Number that all cases follow from.") var seed: UInt64 = 1
    @Option(help: "Seconds for each target.") var seconds = 30.0
    @Option(help: "Cases for each target; with --seconds, whichever is reached first.") var cases = Int.max
    @Option(help: "Folder for the cases that fail.") var failures = "fuzz-failures"
    @Option(help: "A kept case to run once, in this process.") var `repeat`: String?
    @Option(help: .hidden) var workFrom: Int?

    func run() throws {
        if let kept = `repeat` {
            guard targets.count == 1, let target = targets.first else {
                throw ValidationError("Name the case's target.")
            }
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: kept)))
            try ScratchFolder.with { try target.prepare(in: $0).feed(bytes) }
            return print("\(target.rawValue): nothing happened.")
        }
        if let first = workFrom, let target = targets.first {
            return try FuzzWorker(target: target, seed: seed).run(from: first, in: failures)
        }
        var failed = 0
        for target in targets.isEmpty ? FuzzTarget.allCases : targets {
            let supervisor = FuzzSupervisor(
                target: target, seed: seed, seconds: seconds, cases: cases, failures: failures)
            failed += try supervisor.run()
        }
        guard failed == 0 else {
            print("\(failed) cases failed; they are in \(failures).")
            throw ExitCode(70)
        }
    }
}

extension FuzzTarget: ExpressibleByArgument {}

/// A folder that is gone afterwards.
enum ScratchFolder {
    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

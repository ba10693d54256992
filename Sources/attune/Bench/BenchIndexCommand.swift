import ArgumentParser
import Foundation
import SampleIndex

struct BenchIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Ranks random sessions over a synthetic library on one thread, and checks exactness by brute force.",
        discussion: """
            The figures: p50_ms and p99_ms of one fused, filtered top 10 with its reasons, and search_p50_ms of its search \
            alone; recall against a \
            double-precision brute force (1 is exact); checked, requests of every kind (policies, relaxations, caps, spread, pins, \
            bans, both modes) answered by it too, and other_lists, how many of them got another list; eligible_rows, the mean that passed the filters; resident_mib; \
            build_s from sounds to index, open_s from its file; unfiltered_…, the same over every row; change_…, until one \
            more sample is ranked, and reader_pause_max_ms, the longest a reader waited for it; reach_ms, to see whether it \
            belongs in a list; together_ms, a list when eight sessions are ranked in one pass, and apart_ms, one by one.
            """)

    @Option(help: "Samples in the library, 100…5000000.") var rows = 100_000
    @Option(help: "Length of their vectors, 8…2048.") var dim = 512
    @Option(help: "Part of the rows that the filters leave, 0…1.") var eligible = 0.05
    @Option(help: "Timed rankings, 1…1000000.") var queries = 2000
    @Option(
        help: "Requests of every kind whose lists are compared with a brute force's. Default: as many as take seconds."
    )
    var check: Int?
    @Option(
        help: "How the vectors lie: scattered, the hardest to tell apart, or clustered, as those of sounds do.",
        transform: SyntheticLibrary.Vectors.named)
    var vectors = SyntheticLibrary.Vectors.scattered
    @Option(help: "The same seed makes the same library and sessions.") var seed: UInt64 = 1
    @Option(help: "A folder to which the vectors, queries and exact answers are written, for Benchmarks/peers.")
    var export: String?
    @Flag(help: "Prints one line of JSON.") var json = false

    func validate() throws {
        guard (100...5_000_000).contains(rows) else {
            throw ValidationError("--rows is \(rows); accepted is a whole number, 100…5000000.")
        }
        guard (8...2048).contains(dim) else {
            throw ValidationError("--dim is \(dim); accepted is a whole number, 8…2048.")
        }
        guard eligible > 0, eligible <= 1 else {
            throw ValidationError("--eligible is \(eligible); accepted is a number above 0, up to 1.")
        }
        guard (0...1_000_000).contains(check ?? 0) else {
            throw ValidationError("--check is \(check ?? 0); accepted is a whole number, 0…1000000.")
        }
        guard (1...1_000_000).contains(queries) else {
            throw ValidationError("--queries is \(queries); accepted is a whole number, 1…1000000.")
        }
    }

    func run() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "attune-bench-\(getpid()).index")
        let library = SyntheticLibrary(rows: rows, dimension: dim, seed: seed, vectors: vectors)
        let result = try IndexBenchmark.run(
            library, eligible: eligible, queries: queries, checked: check, path: file.path,
            export: export.map { URL(filePath: $0, directoryHint: .isDirectory) })
        Figures([
            "rows": Double(result.rows), "dim": Double(result.dimension), "queries": Double(result.queries),
            "p50_ms": result.p50, "p99_ms": result.p99, "search_p50_ms": result.searchP50, "recall": result.recall,
            "checked": Double(result.checked),
            "other_lists": Double(result.otherLists), "eligible_rows": result.eligibleRows,
            "resident_mib": result.residentMiB, "build_s": result.buildSeconds,
            "open_s": result.openSeconds, "unfiltered_p50_ms": result.unfilteredP50,
            "unfiltered_p99_ms": result.unfilteredP99, "change_p50_ms": result.changeP50,
            "change_max_ms": result.changeMax, "reader_pause_max_ms": result.readerPauseMax,
            "reach_ms": result.reach, "together_ms": result.together, "apart_ms": result.apart,
        ]).show(json: json)
    }
}

extension SyntheticLibrary.Vectors {
    /// As an option's value.
    static func named(_ text: String) throws -> Self {
        guard let vectors = Self(rawValue: text) else {
            let accepted = allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--vectors is \(text); accepted are \(accepted).")
        }
        return vectors
    }
}

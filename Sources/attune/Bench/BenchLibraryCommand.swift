import ArgumentParser
import Catalog
import Library
import Ranking
import SampleIndex

struct BenchLibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Fills a new data folder with a synthetic library, to serve and measure.",
        discussion: """
            Examples:
              attune bench library --rows 1000000 --data-dir /tmp/million
              attune serve --data-dir /tmp/million
            Its sounds have no files. The figures: rows, seconds, rows_per_second.
            """)

    @Option(help: "Samples in the library, 1…5000000.") var rows = 100_000
    @Option(help: "Length of their vectors; a fingerprint has 256, a CLAP vector 512.") var dim = 256
    @Option(help: "How the vectors lie: scattered or clustered.", transform: SyntheticLibrary.Vectors.named)
    var vectors = SyntheticLibrary.Vectors.clustered
    @Option(help: "The same seed makes the same library.") var seed: UInt64 = 1
    @Option(help: "The data folder; it must have no library yet.") var dataDir: String
    @Flag(help: "Prints one line of JSON.") var json = false

    /// Sounds written in one transaction.
    private static let batch = 2_000

    func validate() throws {
        guard (1...5_000_000).contains(rows) else {
            throw ValidationError("--rows is \(rows); accepted is a whole number, 1…5000000.")
        }
        guard (8...2048).contains(dim) else {
            throw ValidationError("--dim is \(dim); accepted is a whole number, 8…2048.")
        }
    }

    func run() async throws {
        let catalog = try Catalog(folder: dataDir)
        guard try await catalog.summary().sounds == 0 else {
            throw Failure(.usage, "\(dataDir) has a library already.", next: "Name a new folder with --data-dir.")
        }
        let library = SyntheticLibrary(rows: rows, dimension: dim, seed: seed, vectors: vectors)
        let start = ContinuousClock.now
        try await cancellingOnSignals {
            var sounds = library.makeIterator()
            while true {
                var batch: [ImportedFile] = []
                while batch.count < Self.batch, let sound = sounds.next() {
                    let stamp = FileStamp(size: 1, modifiedNanoseconds: 1)
                    let place = Place(path: "/synthetic/" + sound.facts.path, stamp: stamp, sample: sound.facts.id)
                    batch.append(ImportedFile(place: place, sound: sound))
                }
                if batch.isEmpty { return }
                try await catalog.save(batch)
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        Figures([
            "rows": Double(rows), "seconds": seconds, "rows_per_second": Double(rows) / seconds,
        ]).show(json: json)
    }
}

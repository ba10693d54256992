import ArgumentParser
import AttuneSettings
import Catalog
import Engine
import Foundation

struct BenchImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Imports folders into a library that is thrown away, and prints the rate.",
        discussion:
            "The figures: files, skipped, seconds, files_per_second, resident_mib, and again_seconds for a second run.")

    @Flag(help: "Embeds with what `attune models list` shows installed in the data folder, too.") var embed = false
    @OptionGroup var embedding: EmbeddingOptions

    @Argument(help: ArgumentHelp("Folders of samples.", valueName: "folder")) var folders: [String]
    @Option(help: "Files analysed at the same time, 1…256. Default: one per processor.") var jobs: Int?
    @Flag(help: "Prints one line of JSON.") var json = false

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is \(jobs); accepted is a whole number, 1…256.")
        }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = ImportOptions(jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        let importer = Importer(
            store: try Catalog(folder: folder.path), options: options,
            embedders: embed ? Embedders.configured(try embedding.settings()) : [])
        let (folders, now) = (folders, EngineClock.system.now())
        let (first, again) = try await cancellingOnSignals {
            (try await importer.run(folders: folders, at: now), try await importer.run(folders: folders, at: now))
        }
        Figures([
            "files": Double(first.files), "skipped": Double(first.skipped), "seconds": first.seconds,
            "files_per_second": first.seconds > 0 ? Double(first.imported) / first.seconds : 0,
            "again_seconds": again.seconds, "resident_mib": ResidentMemory.mebibytes,
        ]).show(json: json)
    }
}

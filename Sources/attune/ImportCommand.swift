import ArgumentParser
import AttuneSettings
import Catalog
import Engine
import Foundation
import Ranking

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Listens to folders of samples and adds them to the library.",
        discussion: """
            WAV, AIFF, FLAC, Ogg, Opus, MP3 and other formats of libsndfile. A file that has not changed since its last \
            import is not read again, nor one that was moved or renamed. A file that is gone is no longer suggested; when it is \
            back, all that was known of it is too. So the command can be repeated and, after an interruption, goes on where it \
            stopped. A file that cannot be read is named with the reason and skipped.

            Examples:
              attune import ~/Samples
              attune import ~/Samples /mnt/packs --jobs 4
              attune import ~/Samples --json | jq .problems
              attune import ~/Samples --watch

            A running service follows the imported folders by itself; --watch does so without one.
            """)

    @Argument(help: ArgumentHelp("Folders of samples, or single sound files.", valueName: "folder"))
    var folders: [String]

    @Option(help: "Files analysed at the same time, 1…256. Default: one per processor.")
    var jobs: Int?

    @Flag(
        help:
            "Prints one line of JSON: imported, unchanged, moved, restored, missing, skipped, files, seconds, problems, downgrades, refusals."
    )
    var json = false

    @Flag(help: "Listens to unchanged files too, for what a newer version hears in them. Corrections stay.")
    var again = false

    @Flag(help: "Goes on to import what is copied in, changed, renamed or deleted, until interrupted.")
    var watch = false

    @OptionGroup var embedding: EmbeddingOptions

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is \(jobs); accepted is a whole number, 1…256.")
        }
    }

    func run() async throws {
        let settings = try embedding.settings()
        let catalog = try Catalog(folder: settings.dataDir)
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        let importer = Importer(
            store: catalog, options: ImportOptions(jobs: jobs, again: again),
            embedders: Embedders.configured(settings))
        let display = ImportDisplay()
        let (now, dataDir) = (EngineClock.system.now(), settings.dataDir)
        let (folders, json, watch) = (folders, json, watch)
        try await cancellingOnSignals {
            let summary: ImportSummary
            do {
                summary = try await importer.run(folders: folders, at: now) { display.show($0) }
            } catch {
                display.end()
                throw error
            }
            display.end()
            print(json ? try summary.jsonLine() : Self.report(summary, dataDir: dataDir))
            fflush(nil)
            guard watch else { return }
            try await FollowedFolders(folders: folders, json: json).follow(importer, known: summary.problems)
        }
    }

    private static func report(_ summary: ImportSummary, dataDir: String) -> String {
        let seconds = summary.seconds.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en")))
        var lines = [
            "\(summary.imported) imported, \(summary.unchanged) unchanged, \(summary.skipped) skipped"
                + summary.movements.map { ", \($0)" }.joined()
                + " of \(summary.files) files in \(seconds) s. The library is in \(dataDir)."
        ]
        lines += summary.downgrades.map {
            "Without \($0.space.rawValue): \($0.reason). These samples are compared by their next best vector; the next import tries again."
        }
        if !summary.refusals.isEmpty {
            lines.append("Compared by their next best vector:")
            lines += summary.refusals.map { "  \($0.path): \($0.space.rawValue): \($0.reason)" }
        }
        if summary.files == 0 {
            lines.append("No sound files were found: nothing below these folders is named like one (.wav, .flac, …).")
        }
        if !summary.problems.isEmpty {
            lines.append("Skipped:")
            lines += summary.problems.map { "  \($0.path): \($0.reason)" }
        }
        return lines.joined(separator: "\n")
    }
}

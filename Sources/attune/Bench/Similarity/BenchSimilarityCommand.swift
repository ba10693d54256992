import ArgumentParser
import AttuneSettings
import AudioAnalysis
import Catalog
import Engine
import Foundation
import Library
import Ranking
import SampleIndex

struct BenchSimilarityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similarity",
        abstract: "Prints how often the sounds nearest to one are of its kind of instrument.",
        discussion: """
            Imports the folders into a library that is thrown away, once per embedding, and looks at the five nearest \
            vectors of every sound as the index holds them. The kind is what names and folders of Debian's \
            sonic-pi-samples, lmms-common and hydrogen-data say; kinds with fewer than six sounds are only neighbours. \
            Networks are those of `attune models list`.
            """)

    @Argument(help: ArgumentHelp("Folders of sounds.", valueName: "folder")) var folders: [String]
    @Flag(help: "Prints one line of JSON per embedding.") var json = false
    @Flag(help: "Prints what the fingerprint is made of, a line of JSON per sound, for fitting its scale.")
    var measures = false
    @OptionGroup var embedding: EmbeddingOptions

    func run() async throws {
        if measures { return try printMeasures() }
        let embedders = Embedders.configured(try embedding.settings())
        for choice in [[]] + embedders.map({ [$0] }) {
            let index = try await index(embedders: choice)
            show(SimilarityScore(index), space: choice.first?.space ?? .fingerprint)
        }
    }

    private func index(embedders: [any Embedder]) async throws -> IndexSnapshot {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let catalog = try Catalog(folder: folder.path)
        let options = ImportOptions(jobs: ProcessInfo.processInfo.activeProcessorCount)
        let importer = Importer(store: catalog, options: options, embedders: embedders)
        let (folders, now) = (folders, EngineClock.system.now())
        _ = try await cancellingOnSignals { try await importer.run(folders: folders, at: now) }
        return try await catalog.withSounds { source, version in try IndexSnapshot(source, version: version) }
    }

    private func show(_ score: SimilarityScore, space: EmbeddingSpace) {
        func short(_ share: Double) -> String { TextColumns.fixed(share, digits: 3) }
        if json {
            let families = score.families.map { "\"\($0.family.rawValue)\":\(short($0.precision))" }
            print(
                "{\"space\":\"\(space.rawValue)\",\"sounds\":\(score.sounds),\"precision_at_5\":\(short(score.precision)),"
                    + "\"chance\":\(short(score.chance)),\"families\":{\(families.joined(separator: ","))}}")
            return
        }
        print(
            "\(space.rawValue): precision at 5 \(short(score.precision)), by chance \(short(score.chance)), \(score.sounds) sounds"
        )
        let rows = score.families.map { ["  " + $0.family.rawValue, String($0.sounds), short($0.precision)] }
        print(TextColumns.lines(rows, rightAligned: [1]).joined(separator: "\n"))
    }

    private func printMeasures() throws {
        for folder in folders {
            let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            for file in files.sorted() {
                guard let measures = try? FingerprintMeasures(path: "\(folder)/\(file)") else { continue }
                let family = InstrumentFamily(path: "/\(folder)/\(file)")?.rawValue ?? ""
                let values = try JSONEncoder().encode(measures.values)
                print(
                    "{\"file\":\"\(file)\",\"family\":\"\(family)\",\"values\":\(String(decoding: values, as: UTF8.self))}"
                )
            }
        }
    }
}

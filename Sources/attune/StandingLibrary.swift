import AttuneSettings
import Catalog
import Engine
import Foundation
import Library
import Logging
import Ranking
import SampleIndex

/// A library as a command without a service ranks it: the index and what the user has taught.
struct StandingLibrary {
    let index: IndexSnapshot
    let taste: TasteProfile
    private let catalog: Catalog

    /// - Throws: ``Failure`` when nothing was imported yet, or the folder may not be read.
    init(dataDir: String) async throws {
        try DataFolder.requireOpen(dataDir)
        catalog = try Catalog.readOnly(folder: dataDir)
        // Nobody who asks for a list wants to hear that the service has not left an index yet.
        let home = IndexHome(
            library: catalog, folder: dataDir,
            logger: Logger(label: "attune.library") { _ in SwiftLogNoOpLogHandler() })
        index = try await home.open(keeps: false)
        guard index.count > 0 else {
            throw Failure(.unavailable, "The library is empty.", next: "Run `attune import FOLDER` first.")
        }
        taste = TasteHistory.replay(
            judgements: try await catalog.judgements(), wishes: try await catalog.wishes(), library: index)
    }

    /// The sample that a text names: its id, its path, or its file name when only one has it.
    func sample(named text: String) async throws -> SampleFacts {
        if let known = index.sample(SampleID(text)) { return known }
        let path = URL(filePath: text).standardizedFileURL.path
        if let place = try await catalog.places(at: [path]).first, let known = index.sample(place.sample) {
            return known
        }
        let named = index.samples(named: text).compactMap(index.sample)
        guard let only = named.first else {
            throw Failure(
                .badData, "No sample has the id, path or file name “\(text)”.",
                next: "Import it first, or look it up with `attune suggest --json`.")
        }
        guard named.count == 1 else {
            throw Failure(
                .badData, "\(named.count) samples are called “\(text)”.",
                next: "Name one by its path: \(named.prefix(4).map(\.path).joined(separator: ", ")).")
        }
        return only
    }
}

import AttuneSettings
import Catalog
import Engine
import Logging
import Ranking
import SampleIndex

/// A library as a command without a service ranks it: the index and what the user has taught.
struct StandingLibrary {
    let index: IndexSnapshot
    let taste: TasteProfile

    /// - Throws: ``Failure`` when nothing was imported yet.
    init(dataDir: String) async throws {
        let catalog = try Catalog.readOnly(folder: dataDir)
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

    /// The sample that a text names: its id, or its file name when only one has it.
    func sample(named text: String) throws -> SampleID {
        let id = SampleID(text)
        if index.sample(id) != nil { return id }
        let named = index.samples(named: text)
        guard let only = named.first else {
            throw Failure(
                .badData, "No sample has the id or file name “\(text)”.",
                next: "File names are written with their ending; `attune suggest --json` prints ids.")
        }
        guard named.count == 1 else {
            throw Failure(
                .badData, "\(named.count) samples are called “\(text)”.",
                next: "Name one by its id: \(named.prefix(4).map(\.rawValue).joined(separator: ", ")).")
        }
        return only
    }
}

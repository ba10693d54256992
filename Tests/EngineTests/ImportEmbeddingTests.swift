import AttuneTesting
import Engine
import Library
import Ranking
import Synchronization
import Testing

@Suite("Embedders in an import")
struct ImportEmbeddingTests {
    let folder: ImportFolder
    let store = InMemoryLibraryStore()

    init() throws {
        folder = try ImportFolder()
        for (i, name) in ["a.wav", "b.wav", "c.wav"].enumerated() {
            try folder.sound(name, pitch: 100 + Double(i) * 70)
        }
    }

    private func run(_ embedders: [any Embedder], again: Bool = false) async throws -> ImportSummary {
        let options = ImportOptions(jobs: 1, again: again)
        return try await Importer(store: store, options: options, embedders: embedders)
            .run(folders: [folder.path], at: UnixTime(1))
    }

    private func spaces() async throws -> [String: EmbeddingSpace?] {
        Dictionary(uniqueKeysWithValues: try await store.allSounds().map { ($0.facts.name, $0.facts.embedding) })
    }

    @Test("the first embedder that works is taken, and the next ones are not asked")
    func first() async throws {
        let (clap, network) = (
            ScriptedEmbedder(.clap) { _ in [1, 0] }, ScriptedEmbedder(.musicnn) { _ in [0, 1, 0] }
        )
        let summary = try await run([clap, network])
        #expect(summary.downgrades.isEmpty && summary.refusals.isEmpty)
        #expect(try await spaces() == ["a.wav": .clap, "b.wav": .clap, "c.wav": .clap])
        #expect(clap.names == ["a.wav", "b.wav", "c.wav"] && network.names.isEmpty)
    }

    @Test("one that is away is asked once, the next takes its place, and summary and progress say why")
    func downgrade() async throws {
        let clap = ScriptedEmbedder(.clap) { _ throws(EmbedderError) in throw .unavailable(reason: "nobody is there") }
        let network = ScriptedEmbedder(.musicnn) { _ in [0, 1, 0] }
        let last = Mutex<ImportProgress?>(nil)
        let importer = Importer(store: store, options: ImportOptions(jobs: 1), embedders: [clap, network])
        let summary = try await importer.run(
            folders: [folder.path], at: UnixTime(1), progress: { progress in last.withLock { $0 = progress } })
        let downgrade = ImportDowngrade(space: .clap, reason: "nobody is there")
        #expect(summary.imported == 3 && summary.downgrades == [downgrade])
        #expect(last.withLock { $0 }?.downgrades == [downgrade])
        #expect(clap.names == ["a.wav"])
        #expect(try await spaces() == ["a.wav": .musicnn, "b.wav": .musicnn, "c.wav": .musicnn])

        // The worker is back: what it missed is embedded, nothing else is.
        let back = ScriptedEmbedder(.clap) { _ in [1, 0] }
        let second = try await run([back, network])
        #expect(second.unchanged == 3 && second.downgrades.isEmpty && back.names.count == 3)
        #expect(try await spaces() == ["a.wav": .clap, "b.wav": .clap, "c.wav": .clap])
        let third = ScriptedEmbedder(.clap) { _ in [1, 0] }
        _ = try await run([third, network])
        #expect(third.names.isEmpty)
    }

    @Test("a vector that cannot be compared is refused with the sample's name, and the import goes on")
    func refusal() async throws {
        let network = ScriptedEmbedder(.musicnn) { name throws(EmbedderError) in
            switch name {
            case "a.wav": [.nan, 1]
            case "b.wav": [0, 0]
            default: [0, 1]
            }
        }
        let summary = try await run([network])
        #expect(summary.imported == 3 && summary.problems.isEmpty)
        let files = Set(summary.refusals.map(\.path))
        #expect(files == [folder.file("a.wav"), folder.file("b.wav")])
        #expect(summary.refusals.allSatisfy { $0.space == .musicnn && !$0.reason.isEmpty })
        #expect(try await spaces() == ["a.wav": .fingerprint, "b.wav": .fingerprint, "c.wav": .musicnn])
    }

    @Test("a network that comes later hears what is known, unless a better vector is there or it is away itself")
    func later() async throws {
        _ = try await run([])
        let clap = ScriptedEmbedder(.clap) { name throws(EmbedderError) in
            guard name == "a.wav" else { throw .unavailable(reason: "gone") }
            return [1, 0]
        }
        let network = ScriptedEmbedder(.musicnn) { _ in [0, 1, 0] }
        let summary = try await run([clap, network])
        #expect(summary.unchanged == 3 && summary.downgrades.map(\.space) == [.clap])
        #expect(network.names == ["b.wav", "c.wav"])
        #expect(try await spaces() == ["a.wav": .clap, "b.wav": .musicnn, "c.wav": .musicnn])
    }

    @Test("an embedder that cannot even be made is a downgrade with its reason")
    func absent() async throws {
        let summary = try await run([AbsentEmbedder(.musicnn, reason: "the weights are damaged")])
        #expect(summary.downgrades == [ImportDowngrade(space: .musicnn, reason: "the weights are damaged")])
        #expect(try await spaces().values.allSatisfy { $0 == .fingerprint })
    }
}

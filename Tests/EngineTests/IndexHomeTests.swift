import AttuneTesting
import Engine
import Foundation
import Library
import Logging
import Ranking
import SampleIndex
import Testing

@Suite("Where the index is kept")
struct IndexHomeTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "index-home-\(UUID())")
    let library = SyntheticLibrary(rows: 60, dimension: 8, seed: 3)

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private var file: URL { folder.appending(path: IndexHome.fileName) }

    private func home(_ store: InMemoryLibraryStore) -> IndexHome {
        IndexHome(library: store, folder: folder.path, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func save(_ sounds: ArraySlice<Sound>, in store: InMemoryLibraryStore) async throws {
        _ = try await store.save(
            sounds.map { sound in
                let stamp = FileStamp(size: 1, modifiedNanoseconds: 1)
                return ImportedFile(
                    place: Place(path: sound.facts.path, stamp: stamp, sample: sound.facts.id), sound: sound)
            })
    }

    @Test("a first start leaves a file, and the next one takes it with what changed since")
    func reused() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = InMemoryLibraryStore()
        try await save(library.sounds()[..<50], in: store)
        #expect(try await home(store).open().count == 50)
        let written = try Data(contentsOf: file)
        try await save(library.sounds()[50...], in: store)
        let second = try await home(store).open()
        #expect(second.count == 60 && second.changedRows > 0)
        #expect(try Data(contentsOf: file) == written)
    }

    @Test("a damaged file, and one of a later state than the library's, are built anew")
    func unusable() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = InMemoryLibraryStore()
        try await save(library.sounds()[...], in: store)
        _ = try await home(store).open()
        try Data("not an index".utf8).write(to: file)
        #expect(try await home(store).open().count == 60)
        #expect(try IndexSnapshot(opening: file.path).count == 60)
        let earlier = InMemoryLibraryStore()
        #expect(try await home(earlier).open().count == 0)
    }

    @Test("without a place to write, the index stays in memory")
    func unwritable() async throws {
        try FileManager.default.removeItem(at: folder)
        let store = InMemoryLibraryStore()
        try await save(library.sounds()[...], in: store)
        #expect(try await home(store).open().count == 60)
        #expect(try await home(store).open(keeps: false).count == 60)
    }

    @Test("who looks once sees the vectors of a space that is newer than the file")
    func newerSpace() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = InMemoryLibraryStore()
        try await save(library.sounds()[...], in: store)
        _ = try await home(store).open()
        let id = try #require(library.sounds().first?.facts.id)
        let vectors = library.sounds().map { sound in
            EmbeddedSound(
                sample: sound.facts.id, space: .musicnn,
                embedding: Embedding(vector: sound.vector + sound.vector, model: "test"))
        }
        _ = try await store.embed(vectors)
        #expect(try await home(store).open().neighbours(of: id).count == 59)
        #expect(try await home(store).open(keeps: false).neighbours(of: id).count == 59)
    }
}

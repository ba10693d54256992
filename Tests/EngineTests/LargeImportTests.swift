import AttuneTesting
import Engine
import Foundation
import Library
import Ranking
import Testing

/// Folders of more files than an import holds at once.
@Suite struct LargeImportTests {
    let folder: ImportFolder
    let store = InMemoryLibraryStore()

    init() throws { folder = try ImportFolder() }

    private func run(at time: Double = 100) async throws -> ImportSummary {
        try await Importer(store: store, options: ImportOptions(jobs: 2)).run(
            folders: [folder.path], at: UnixTime(time))
    }

    /// Files that the library knows as they are, so that none is listened to; names in which the order of bytes is neither
    /// that of the letters nor that of folders before files.
    private func fill(_ count: Int) async throws {
        let sound = try folder.sound("seed.wav", pitch: 200)
        _ = try await run()
        let sample = try #require(try await store.allSounds().first?.facts.id)
        let bytes = Array(try Data(contentsOf: URL(filePath: sound)))
        var places: [Place] = []
        for i in 0..<count {
            let name = ["a!\(i)", "a/b\(i)", "a/é\(i)", "a.\(i)", "a0/\(i)", "A-\(i)", "日本/\(i)"][i % 7] + ".wav"
            try folder.makeFolder(name.split(separator: "/").count > 1 ? String(name.split(separator: "/")[0]) : "")
            let path = try folder.write(name, bytes: bytes)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(i))], ofItemAtPath: path)
            let stamp = FileStamp(size: Int64(bytes.count), modifiedNanoseconds: Int64(i) * 1_000_000_000)
            places.append(Place(path: path, stamp: stamp, sample: sample))
        }
        _ = try await store.record(places)
    }

    @Test("every file is found again, whatever its name, and what is known is read a page at a time")
    func pages() async throws {
        try await fill(2_500)
        let summary = try await run(at: 200)
        #expect(summary.unchanged == 2_501 && summary.imported == 0 && summary.missing == 0 && summary.moved == 0)
        #expect(store.largestPage > 0 && store.largestPage < 2_000)
    }

    @Test("more files than a page are moved, deleted and brought back without listening to one")
    func movements() async throws {
        try await fill(2_500)
        let files = FileManager.default
        try files.moveItem(atPath: folder.file("a"), toPath: folder.file("z"))
        let moved = try await run(at: 200)
        #expect(moved.moved == 714 && moved.missing == 714 && moved.imported == 0 && moved.unchanged == 1_787)
        let away = NSTemporaryDirectory() + UUID().uuidString
        try files.moveItem(atPath: folder.file("z"), toPath: away)
        #expect(try await run(at: 300).missing == 714)
        try files.moveItem(atPath: away, toPath: folder.file("z"))
        let back = try await run(at: 400)
        #expect(back.restored == 714 && back.imported == 0 && back.unchanged == 1_787)
        #expect(try await store.places(under: folder.path).count { !$0.isMissing } == 2_501)
    }
}

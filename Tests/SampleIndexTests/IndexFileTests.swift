import Foundation
import Library
import Ranking
import SampleIndex
import Testing

@Suite("The index file")
struct IndexFileTests {
    let library = SyntheticLibrary(rows: 400, dimension: 16, seed: 21)
    let path = FileManager.default.temporaryDirectory.appending(path: "index-\(UUID()).test").path

    private func cleaned(_ body: () throws -> Void) rethrows {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body()
    }

    private func request(_ seed: UInt64, over snapshot: IndexSnapshot) -> RankingRequest {
        library.request(over: library.sounds().map(\.facts), tolerance: 12, seed: seed)
    }

    @Test("answers as the same library in memory does, facts and all")
    func roundTrip() throws {
        try cleaned {
            let sounds = library.sounds()
            let memory = try IndexSnapshot(sounds)
            let file = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 7))
            #expect(file.version == LibraryVersion(library: 5, generation: 7) && file.count == 400)
            for sound in sounds { #expect(file.sample(sound.facts.id) == sound.facts) }
            for seed in 0..<20 {
                let request = request(UInt64(seed), over: memory)
                #expect(file.rank(request) == memory.rank(request))
            }
            #expect(file.samples(named: "sample-7.wav").count == 1 && file.samples(named: "none.wav").isEmpty)
            #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        }
    }

    @Test("a file cut anywhere is refused")
    func truncated() throws {
        try cleaned {
            _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 1))
            let whole = try Data(contentsOf: URL(filePath: path))
            for length in Array(stride(from: 0, to: whole.count, by: 4_096)) + [whole.count - 1] {
                try whole.prefix(length).write(to: URL(filePath: path))
                #expect(throws: IndexFileError.self) { try IndexSnapshot(opening: path) }
            }
        }
    }

    @Test("a single flipped bit is noticed, wherever it is")
    func flipped() throws {
        try cleaned {
            _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 1))
            let whole = try Data(contentsOf: URL(filePath: path))
            // A stride that meets every place within a line of 64 bytes, the zeros between two sections included.
            for place in stride(from: 0, to: whole.count, by: 97) {
                var changed = whole
                changed[place] ^= 1 << UInt8(place % 8)
                try changed.write(to: URL(filePath: path))
                #expect(throws: IndexFileError.self, "byte \(place)") { try IndexSnapshot(opening: path) }
            }
        }
    }

    @Test("a future version is named, and a missing file is called missing")
    func versions() throws {
        try cleaned {
            #expect(throws: IndexFileError.missing) { try IndexSnapshot(opening: path) }
            _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 1))
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[8] = 9
            try bytes.write(to: URL(filePath: path))
            #expect(throws: IndexFileError.version(found: 9, known: 4)) { try IndexSnapshot(opening: path) }
        }
    }

    @Test("an empty library, and one of a single sample, have files too")
    func small() throws {
        for rows in [0, 1] {
            try cleaned {
                let few = SyntheticLibrary(rows: rows, dimension: 8, seed: 2)
                _ = try IndexSnapshot.build(few, at: path, version: LibraryVersion(library: 5, generation: 0))
                #expect(try IndexSnapshot(opening: path).count == rows)
            }
        }
    }

    @Test("the same library makes the same file, byte for byte")
    func deterministic() throws {
        try cleaned {
            _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 3))
            let first = try Data(contentsOf: URL(filePath: path))
            _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion(library: 5, generation: 3))
            #expect(try Data(contentsOf: URL(filePath: path)) == first)
        }
    }
}

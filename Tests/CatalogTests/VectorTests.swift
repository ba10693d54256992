import Catalog
import Library
import Ranking
import Testing

@Suite("Vectors in the catalog")
struct VectorTests {
    @Test(
        "a vector that cannot be compared is refused with the sample's name, and nothing of the batch is saved",
        arguments: [
            [Float16.nan, 1], [Float16.infinity, 0], [0, 0], [-0.0, 0], [1, 0, 0], [1],
        ] as [[Float16]])
    func refused(_ vector: [Float16]) async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("known", name: "known.wav").imported()])
            let error = await #expect(throws: CatalogError.self) {
                try await catalog.save([
                    Sound.loop("fine", name: "fine.wav").imported(),
                    Sound.loop("bad", name: "Bad One.wav", vector: vector).imported(),
                ])
            }
            guard case .refusedVector("Bad One.wav", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await catalog.allSounds().map(\.facts.id) == [SampleID("known")])
        }
    }

    @Test("a vector without a space, and a space without a vector, are refused")
    func halves() async throws {
        try await withCatalog { catalog in
            var spaceless = Sound.loop("a")
            spaceless.facts.embedding = nil
            var empty = Sound.loop("b", vector: [])
            empty.facts.embedding = .clap
            for sound in [spaceless, empty] {
                await #expect(throws: CatalogError.self) { try await catalog.save([sound.imported()]) }
            }
        }
    }

    @Test("each space has its own length, and a sound shows the vector of its newest space")
    func spaces() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            var listened = Sound.loop("a", vector: [1, 2, 3])
            listened.facts.embedding = .musicnn
            try await catalog.save([listened.imported()])
            #expect(try await catalog.allSounds() == [listened])
        }
    }

    @Test("every half-precision value survives, down to the subnormals")
    func bitExact() async throws {
        try await withCatalog { catalog in
            let vector = (0..<UInt16.max).map(Float16.init(bitPattern:)).filter(\.isFinite)
            try await catalog.save([Sound.loop("a", vector: vector).imported()])
            let stored = try #require(try await catalog.allSounds().first).vector
            #expect(stored.map(\.bitPattern) == vector.map(\.bitPattern))
        }
    }
}

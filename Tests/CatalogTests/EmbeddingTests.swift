import Catalog
import Library
import Music
import Ranking
import Testing

@Suite("Vectors that embedders add")
struct EmbeddingTests {
    private func embedded(_ id: String, _ vector: [Float16], model: String) -> EmbeddedSound {
        EmbeddedSound(sample: SampleID(id), space: .musicnn, embedding: Embedding(vector: vector, model: model))
    }

    @Test("a sound shows the vector of its better space, and is no longer lacking it")
    func shown() async throws {
        try await withCatalog { catalog in
            try await catalog.save([
                Sound.loop("a", name: "a.wav").imported(), Sound.loop("b", name: "b.wav").imported(),
            ])
            let tag = try #require(Tag("funk"))
            var added = embedded("a", [1, 0, 0], model: "one")
            let doubtful = try #require(Tag("country"))
            added.embedding.tags = [
                Fact(tag, confidence: 0.7, source: .analysis), Fact(doubtful, confidence: 0.2, source: .analysis),
            ]
            let change = try await catalog.embed([added])
            #expect(change.changed == [SampleID("a")])
            let sound = try #require(try await catalog.sounds([SampleID("a")]).first)
            #expect(sound.facts.embedding == .musicnn && sound.vector == [1, 0, 0] && sound.facts.tags.contains(tag))
            #expect(!sound.facts.tags.contains(doubtful))
            #expect(sound.tagConfidences == [tag: 0.7])
            let corrected = try #require(try await catalog.correct(SampleID("a"), Correction(moods: .some([doubtful]))))
            #expect(corrected.tagConfidences == [doubtful: 1])
            #expect(
                try await catalog.places(lacking: [.musicnn], after: nil, limit: 10).map(\.sample) == [SampleID("b")])
            #expect(
                try await catalog.places(lacking: [.clap, .musicnn], after: nil, limit: 10).map(\.sample) == [
                    SampleID("b")
                ])
            let first = try await catalog.places(lacking: [.clap], after: nil, limit: 1)
            let second = try await catalog.places(lacking: [.clap], after: first.last?.path, limit: 1)
            #expect((first + second).map(\.sample) == [SampleID("a"), SampleID("b")])
            #expect(try await catalog.placeCount(lacking: [.clap]) == 2)
            #expect(try await catalog.summary().vectors == [.musicnn: 1, .fingerprint: 1])
        }
    }

    @Test("vectors of another model take the place of all before: those sounds fall back, and readers are told")
    func anotherModel() async throws {
        try await withCatalog { catalog in
            try await catalog.save(["a", "b", "c"].map { Sound.loop($0, name: "\($0).wav").imported() })
            try await catalog.embed([embedded("a", [1, 0, 0], model: "one"), embedded("b", [0, 1, 0], model: "one")])
            let before = try await catalog.version()
            try await catalog.embed([embedded("c", [0, 0, 1], model: "two")])
            let spaces = try await catalog.allSounds().map(\.facts.embedding)
            #expect(spaces == [.fingerprint, .fingerprint, .musicnn])
            let difference = try await catalog.difference(since: before.generation)
            #expect(difference.sounds.map(\.facts.id) == ["a", "b", "c"].map { SampleID($0) })
            #expect(
                try await catalog.places(lacking: [.musicnn], after: nil, limit: 10).map(\.sample) == [
                    SampleID("a"), SampleID("b"),
                ])
        }
    }

    @Test("the same model adds to what is there")
    func sameModel() async throws {
        try await withCatalog { catalog in
            try await catalog.save(["a", "b"].map { Sound.loop($0, name: "\($0).wav").imported() })
            try await catalog.embed([embedded("a", [1, 0, 0], model: "one")])
            try await catalog.embed([embedded("b", [0, 1, 0], model: "one")])
            #expect(try await catalog.allSounds().map(\.facts.embedding) == [.musicnn, .musicnn])
        }
    }
}

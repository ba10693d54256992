import Catalog
import Library
import Music
import Ranking
import Testing

@Suite("Corrections in the catalog")
struct CorrectionTests {
    private let id = SampleID("a")
    private let dorian = Key(tonic: PitchClass(2), mode: .dorian)

    @Test("a correction is certain, survives a new import, and taking it back brings the analysed fact back")
    func lifeOfACorrection() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            let correction = Correction(bpm: 90, key: dorian, role: .bass, moods: [Tag("bright")].compactMap { $0 })
            let corrected = try #require(try await catalog.correct(id, correction))
            #expect(corrected.facts.tempo == Fact(90, confidence: 1, source: .user))
            #expect(corrected.facts.key == Fact(dorian, confidence: 1, source: .user))
            #expect(corrected.facts.role == Fact(.bass, confidence: 1, source: .user))
            #expect(corrected.facts.tags.map(\.text) == ["bright"])

            try await catalog.save([Sound.loop("a", bpm: 132).imported()])
            #expect(try await catalog.sounds([id]).first?.facts == corrected.facts)

            let cleared = try #require(
                try await catalog.correct(
                    id, Correction(bpm: .some(nil), key: .some(nil), role: .some(nil), moods: .some(nil))))
            #expect(cleared == Sound.loop("a", bpm: 132))
        }
    }

    @Test("an absent field keeps an earlier correction")
    func absentKeeps() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            _ = try await catalog.correct(id, Correction(bpm: 90))
            let sound = try #require(try await catalog.correct(id, Correction(role: .vocal)))
            #expect(sound.facts.tempo?.value == 90)
            #expect(sound.facts.role?.value == .vocal)
        }
    }

    @Test("no moods at all is a correction too")
    func noMoods() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            #expect(try await catalog.correct(id, Correction(moods: .some([])))?.facts.tags == [])
        }
    }

    @Test("corrected facts are what a page filters by")
    func pageFollows() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a", bpm: 128).imported()])
            _ = try await catalog.correct(
                id, Correction(bpm: 90, key: dorian, moods: [Tag("glassy")].compactMap { $0 }))
            #expect(try await catalog.page(SampleQuery(bpm: 128)).samples.isEmpty)
            #expect(try await catalog.page(SampleQuery(text: "GLASSY", bpm: 90, key: Key(index: 9))).samples.isEmpty)
            #expect(try await catalog.page(SampleQuery(text: "GLASSY", bpm: 90, key: dorian)).samples.count == 1)
        }
    }

    @Test("a fact that an import says a person gave is kept as a correction")
    func importedCorrection() async throws {
        try await withCatalog { catalog in
            var sound = Sound.loop("a")
            sound.facts.tempo = Fact(70, confidence: 1, source: .user)
            try await catalog.save([sound.imported()])
            try await catalog.save([Sound.loop("a", bpm: 140).imported()])
            #expect(try await catalog.sounds([id]).first?.facts.tempo == Fact(70, confidence: 1, source: .user))
            #expect(try await catalog.correct(id, Correction(bpm: .some(nil)))?.facts.tempo?.value == 140)
        }
    }

    @Test("an unknown sample gives nil, and an impossible tempo is refused", arguments: [0, -3, .nan, .infinity])
    func refused(_ bpm: Double) async throws {
        try await withCatalog { catalog in
            #expect(try await catalog.correct(id, Correction(bpm: 90)) == nil)
            try await catalog.save([Sound.loop("a").imported()])
            await #expect(throws: CatalogError.self) { try await catalog.correct(id, Correction(bpm: bpm)) }
        }
    }
}

import Catalog
import Library
import Music
import Ranking
import Telemetry
import Testing

@Suite("The library in the catalog")
struct LibraryTests {
    @Test("a sound comes back as it was saved, vector and all")
    func roundTrip() async throws {
        try await withCatalog { catalog in
            let full = Sound.loop("b", key: Key(tonic: PitchClass(2), mode: .dorian))
            let bare = Sound(
                facts: SampleFacts(id: SampleID("a"), name: "hit.wav", path: "/lib/hit.wav"), vector: [],
                sampleRate: 8000,
                channels: 1, frames: 3)
            let change = try await catalog.save([full.imported(), bare.imported()])
            #expect(change == LibraryChange(added: [SampleID("a"), SampleID("b")]))
            #expect(try await catalog.allSounds() == [bare, full])
            #expect(try await catalog.sounds([SampleID("b"), SampleID("nobody"), SampleID("a")]) == [full, bare])
        }
    }

    @Test("a second import of the same file changes nothing and keeps the first import time")
    func sameAgain() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a", addedAt: 1000).imported()])
            let again = try await catalog.save([Sound.loop("a", addedAt: 9000).imported()])
            #expect(again.isEmpty)
            #expect(try await catalog.allSounds().first?.facts.addedAt == UnixTime(1000))
        }
    }

    @Test("new analysis of a known sound is a change")
    func reanalysed() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a", bpm: 128).imported()])
            let change = try await catalog.save([Sound.loop("a", bpm: 64, vector: [1, 0]).imported()])
            #expect(change == LibraryChange(changed: [SampleID("a")]))
            let sound = try #require(try await catalog.allSounds().first)
            #expect(sound.facts.tempo?.value == 64)
            #expect(sound.vector == [1, 0])
        }
    }

    @Test("the same content under two names is one sound with two places, called by the first")
    func twoPlaces() async throws {
        try await withCatalog { catalog in
            let sound = Sound.loop("a")
            try await catalog.save([sound.imported(at: "/lib/z.wav"), sound.imported(at: "/lib/copy/b.wav")])
            let sounds = try await catalog.allSounds()
            #expect(sounds.map(\.facts.path) == ["/lib/copy/b.wav"])
            #expect(sounds.map(\.facts.name) == ["b.wav"])
            let summary = try await catalog.summary()
            #expect(summary.sounds == 1)
            #expect(summary.places == 2)
        }
    }

    @Test("the same file name in two folders is two samples")
    func twoSamples() async throws {
        try await withCatalog { catalog in
            try await catalog.save([
                Sound.loop("a").imported(at: "/lib/one/kick.wav"), Sound.loop("b").imported(at: "/lib/two/kick.wav"),
            ])
            #expect(try await catalog.allSounds().map(\.facts.name) == ["kick.wav", "kick.wav"])
        }
    }

    @Test("a file with new content moves to the new sound, and the old one is no longer listed but kept")
    func contentChanged() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("old", addedAt: 10).imported(at: "/lib/take.wav")])
            _ = try await catalog.correct(SampleID("old"), Correction(bpm: 90))
            let change = try await catalog.save([Sound.loop("new").imported(at: "/lib/take.wav", modified: 2)])
            #expect(change == LibraryChange(added: [SampleID("new")], removed: [SampleID("old")]))
            #expect(try await catalog.allSounds().map(\.facts.id) == [SampleID("new")])
            #expect(try await catalog.sounds([SampleID("old")]).isEmpty)
            #expect(try await catalog.page(SampleQuery()).samples.map(\.id) == [SampleID("new")])

            let back = try await catalog.save([Sound.loop("old", addedAt: 99).imported(at: "/lib/old.wav")])
            #expect(back == LibraryChange(added: [SampleID("old")]))
            let old = try #require(try await catalog.sounds([SampleID("old")]).first)
            #expect(old.facts.addedAt == UnixTime(10))
            #expect(old.facts.tempo == Fact(90, confidence: 1, source: .user))
        }
    }

    @Test("a place recorded for a known sound gives it a name, and its neighbours' pack")
    func record() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("b", pack: "Deep").imported(at: "/lib/deep/b.wav")])
            try await catalog.save([Sound.loop("a").imported(at: "/lib/x.wav")])
            let stamp = FileStamp(size: 5, modifiedNanoseconds: 7)
            let place = Place(path: "/lib/deep/a.wav", stamp: stamp, sample: SampleID("a"))
            try await catalog.record([place])
            let facts = try #require(try await catalog.sounds([SampleID("a")]).first?.facts)
            #expect(facts.path == "/lib/deep/a.wav")
            #expect(facts.name == "a.wav")
            #expect(facts.pack == "Deep")
            #expect(try await catalog.places(under: "").contains(place))
        }
    }

    @Test("a place of an unknown sound is refused, and nothing of its batch recorded")
    func recordUnknown() async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            let stamp = FileStamp(size: 1, modifiedNanoseconds: 1)
            await #expect(throws: CatalogError.unknownSample("ghost")) {
                try await catalog.record([
                    Place(path: "/lib/1.wav", stamp: stamp, sample: SampleID("a")),
                    Place(path: "/lib/2.wav", stamp: stamp, sample: SampleID("ghost")),
                ])
            }
            #expect(try await catalog.summary().places == 1)
        }
    }

    @Test("a folder's places are those inside it, not those of folders whose names begin alike")
    func placesUnder() async throws {
        try await withCatalog { catalog in
            let paths = [
                "/lib/a/1.wav", "/lib/a/sub/2.wav", "/lib/ab/3.wav", "/lib/a.wav", "/lib/%/4.wav", "/lib/a0.wav",
            ]
            try await catalog.save(paths.enumerated().map { Sound.loop("s\($0.offset)").imported(at: $0.element) })
            #expect(try await catalog.places(under: "/lib/a").map(\.path) == ["/lib/a/1.wav", "/lib/a/sub/2.wav"])
            #expect(try await catalog.places(under: "/lib/a/").count == 2)
            #expect(try await catalog.places(under: "/lib/%").map(\.path) == ["/lib/%/4.wav"])
            #expect(try await catalog.places(under: "/").count == 6)
            #expect(try await catalog.places(under: "").count == 6)
        }
    }

    @Test("forgotten places take their sound off the list when they were its last")
    func forget() async throws {
        try await withCatalog { catalog in
            let sound = Sound.loop("a")
            try await catalog.save([sound.imported(at: "/lib/1.wav"), sound.imported(at: "/lib/2.wav")])
            #expect(
                try await catalog.miss(places: ["/lib/1.wav"], at: UnixTime(9))
                    == LibraryChange(changed: [SampleID("a")]))
            #expect(
                try await catalog.miss(places: ["/lib/2.wav"], at: UnixTime(9))
                    == LibraryChange(removed: [SampleID("a")]))
            #expect(try await catalog.miss(places: ["/lib/2.wav", "/nowhere"], at: UnixTime(9)).isEmpty)
        }
    }

    @Test("the summary counts what is listed")
    func summary() async throws {
        try await withCatalog { catalog in
            try await catalog.save([
                Sound.loop("a", name: "a.wav", pack: "One").imported(),
                Sound.loop("b", name: "b.wav", pack: "Two", bpm: nil).imported(),
                Sound.loop("c", name: "c.wav", pack: "Two", key: nil, vector: []).imported(),
            ])
            let summary = try await catalog.summary()
            #expect(
                summary
                    == LibrarySummary(
                        sounds: 3, places: 3, packs: 2, withTempo: 2, withKey: 2, withVector: 2,
                        vectors: [.fingerprint: 2], seconds: 3 * 1.875))
        }
    }

    @Test("the generation grows with each change of what is listed, seen from another process, and with nothing else")
    func generation() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder)
            let other = try Catalog(folder: folder)
            var seen = try await other.version().generation
            func grew() async throws -> Bool {
                let before = seen
                seen = try await other.version().generation
                return seen > before
            }
            try await catalog.save([Sound.loop("a").imported()])
            #expect(try await grew())
            try await catalog.save([Sound.loop("a").imported()])
            #expect(try await !grew())
            try await catalog.save([Sound.loop("a", vector: [1, 0]).imported()])
            #expect(try await grew())
            _ = try await catalog.correct(SampleID("a"), Correction(bpm: 90))
            #expect(try await grew())
            _ = try await catalog.correct(SampleID("a"), Correction(bpm: 90))
            #expect(try await !grew())
            try await catalog.grant(.pin(SampleID("a")), at: UnixTime(1))
            #expect(try await !grew())
            try await catalog.miss(places: [Sound.loop("a").facts.path], at: UnixTime(9))
            #expect(try await grew())
        }
    }

    @Test("a difference holds what was added, corrected and removed since, and nothing older")
    func difference() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder)
            try await catalog.save(["a", "b", "c"].map { Sound.loop($0, name: "\($0).wav").imported() })
            let before = try await catalog.version()
            #expect(try await catalog.difference(since: before.generation).sounds.isEmpty)
            try await catalog.save([Sound.loop("d", name: "d.wav").imported()])
            _ = try await catalog.correct(SampleID("b"), Correction(bpm: 91))
            let gone = try #require(try await catalog.places(under: "").first { $0.sample == SampleID("c") })
            try await catalog.miss(places: [gone.path], at: UnixTime(9))
            let difference = try await catalog.difference(since: before.generation)
            #expect(difference.sounds.map(\.facts.id.rawValue) == ["b", "d"])
            #expect(difference.sounds.first?.facts.tempo?.value == 91)
            #expect(difference.removed == [SampleID("c")])
            #expect(difference.version.library == before.library)
            #expect(difference.version.generation > before.generation)
            #expect(try await catalog.difference(since: difference.version.generation).removed.isEmpty)
            let other = try await Catalog(folder: folder + "/other").version()
            #expect(other.library != before.library)
        }
    }
}

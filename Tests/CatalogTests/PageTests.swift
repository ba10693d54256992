import Catalog
import Library
import Music
import Ranking
import Testing

@Suite("Browsing the catalog")
struct PageTests {
    private func ids(_ catalog: Catalog, _ query: SampleQuery) async throws -> [String] {
        try await catalog.page(query).samples.map(\.id.rawValue)
    }

    @Test("pages follow each other without gap or overlap while samples are added")
    func keyset() async throws {
        try await withCatalog { catalog in
            try await catalog.save((0..<25).map { Sound.loop("s\(10 + $0)").imported(at: "/lib/\($0).wav") })
            var seen: [String] = []
            var after: SampleID?
            repeat {
                let page = try await catalog.page(SampleQuery(limit: 10, after: after))
                seen += page.samples.map(\.id.rawValue)
                after = page.next
                try await catalog.save([Sound.loop("r").imported(at: "/lib/r.wav")])
            } while after != nil
            #expect(seen == (10..<35).map { "s\($0)" })
        }
    }

    @Test("a page that ends exactly at the end has no next", arguments: [0, 1, 200, 1000])
    func ends(_ limit: Int) async throws {
        try await withCatalog { catalog in
            try await catalog.save([Sound.loop("a").imported()])
            let page = try await catalog.page(SampleQuery(limit: limit))
            #expect(page.samples.count == 1)
            #expect(page.next == nil)
        }
    }

    @Test("every word must occur, in name, path, pack or tags, in any case")
    func words() async throws {
        try await withCatalog { catalog in
            try await catalog.save([
                Sound.loop("a", pack: "Été Vibes").imported(at: "/lib/x/Amen_Break.wav"),
                Sound.loop("b", pack: "House", tags: ["warm"]).imported(at: "/lib/x/pad.wav"),
            ])
            #expect(try await ids(catalog, SampleQuery(text: "amen DARK")) == ["a"])
            #expect(try await ids(catalog, SampleQuery(text: "ÉTÉ")) == ["a"])
            #expect(try await ids(catalog, SampleQuery(text: "  warm ")) == ["a", "b"])
            #expect(try await ids(catalog, SampleQuery(text: "amen house")).isEmpty)
            #expect(try await ids(catalog, SampleQuery(text: "")) == ["a", "b"])
            let many = (0..<5000).map { "w\($0)" }.joined(separator: " ")
            #expect(try await ids(catalog, SampleQuery(text: many)).isEmpty)
        }
    }

    @Test(
        "wildcards, quotes and SQL are searched for as they stand",
        arguments: ["100%", "a_b", "o'clock", "\\", "\"", "';DROP"])
    func literal(_ text: String) async throws {
        try await withCatalog { catalog in
            try await catalog.save([
                Sound.loop("plain").imported(at: "/lib/100 axb oclock.wav"),
                Sound.loop("odd").imported(at: "/lib/100% a_b o'clock \\ \" ';DROP TABLE sounds;--.wav"),
            ])
            #expect(try await ids(catalog, SampleQuery(text: text)) == ["odd"])
            #expect(try await catalog.places(under: "/lib").count == 2)
        }
    }

    @Test("a tempo finds the same, half and double within five")
    func tempo() async throws {
        try await withCatalog { catalog in
            let tempi: [Double?] = [nil, 70, 67.4, 67.5, 105, 134.9, 135, 145, 145.1, 270, 290, 291]
            try await catalog.save(
                tempi.enumerated().map { Sound.loop("s\(10 + $0)", bpm: $1).imported(at: "/lib/\($0).wav") })
            let found = try await catalog.page(SampleQuery(bpm: 140)).samples.compactMap(\.tempo?.value)
            #expect(found == [70, 67.5, 135, 145, 270, 290])
        }
    }

    @Test("a key finds those with the same notes, and a role its own")
    func keyAndRole() async throws {
        try await withCatalog { catalog in
            let dorian = Key(tonic: PitchClass(2), mode: .dorian)
            try await catalog.save([
                Sound.loop("a", key: dorian, role: .pad).imported(at: "/lib/1.wav"),
                Sound.loop("b", key: Key(index: 21), role: .bass).imported(at: "/lib/2.wav"),
                Sound.loop("c", key: Key(index: 0), role: .oneShot).imported(at: "/lib/3.wav"),
                Sound.loop("d", key: nil, role: nil).imported(at: "/lib/4.wav"),
            ])
            #expect(try await ids(catalog, SampleQuery(key: dorian)) == ["a", "b"])
            #expect(try await ids(catalog, SampleQuery(key: Key(index: 0))) == ["c"])
            #expect(try await ids(catalog, SampleQuery(role: .oneShot)) == ["c"])
            #expect(
                try await ids(catalog, SampleQuery(text: "lib", bpm: 128, key: Key(index: 21), role: .bass)) == ["b"])
        }
    }
}

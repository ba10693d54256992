import Catalog
import Ranking
import Telemetry
import Testing

extension Impression {
    fileprivate static func sample(_ set: String) throws -> Impression {
        Impression(
            setID: set, session: try .named("song-1"), revision: 1, mode: .fusion, experiment: "e", arm: "fusion",
            at: UnixTime(1000), items: [Item(rank: 1, sample: SampleID("a"), score: 0.5, source: .rules)])
    }
}

@Suite("What nodes tell each other of their journals")
struct ExchangeTests {
    private func entries(_ catalog: Catalog) async throws -> [JournalEntry] {
        try await catalog.unshared(limit: 100).map { try JournalEntry(jsonText: $0.json) }
    }

    @Test("what was new is kept for the others until they have been told, in the order it was written")
    func kept() async throws {
        try await withFolder { folder in
            let impression = try Impression.sample("set-1")
            do {
                let catalog = try Catalog(folder: folder, isShared: true)
                _ = try await catalog.append([try .sample("1"), try .sample("1"), try .sample("2", kind: .view)])
                _ = try await catalog.append([try .sample("2", kind: .view)])
                try await catalog.append([impression])
                try await catalog.append([impression])
            }
            let catalog = try Catalog(folder: folder, isShared: true)
            let kept = try await entries(catalog)
            #expect(kept.map { $0.events.map(\.eventID) } == [["1", "2"], []])
            #expect(kept.map(\.impressions) == [[], [impression]])
            let first = try #require(try await catalog.unshared(limit: 1).first)
            try await catalog.shared(through: first.sequence)
            #expect(try await entries(catalog).map(\.impressions) == [[impression]])
        }
    }

    @Test("what others wrote is taken once, with the place it was read from, and is not told again")
    func taken() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder, isShared: true)
            #expect(try await catalog.takenPosition() == nil)
            let entry = JournalEntry(events: [try .sample("1"), try .sample("2")], impressions: [try .sample("set-1")])
            #expect(try await catalog.take([entry, entry], through: "5-0").acceptedIDs == ["1", "2"])
            #expect(try await catalog.take([entry], through: "6-0").accepted == 0)
            #expect(try await catalog.takenPosition() == "6-0")
            #expect(try await catalog.unshared(limit: 10).isEmpty)
            #expect(try await catalog.judgements().count == 2)
        }
    }

    @Test("without other nodes nothing is kept for them")
    func alone() async throws {
        try await withCatalog { catalog in
            _ = try await catalog.append([try .sample("1")])
            #expect(try await catalog.unshared(limit: 10).isEmpty)
        }
    }
}

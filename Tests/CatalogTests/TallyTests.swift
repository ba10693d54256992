import Catalog
import Ranking
import Telemetry
import Testing

@Suite("Counting arms in the catalog")
struct TallyTests {
    private func set(
        _ id: String, arm: String?, session: String = "song-1", experiment: String? = "ab",
        samples: [String] = ["a", "b"]
    ) throws -> Impression {
        Impression(
            setID: id, session: try .named(session), revision: 1, mode: .fusion, experiment: experiment, arm: arm,
            at: UnixTime(1),
            items: samples.enumerated().map {
                .init(rank: $0.offset + 1, sample: SampleID($0.element), score: 0.5, source: .fingerprint)
            })
    }

    @Test("an experiment nobody took part in has no tallies")
    func empty() async throws {
        try await withCatalog { catalog in
            try await catalog.append([try set("1", arm: nil), try set("2", arm: "x", experiment: "other")])
            #expect(try await catalog.tallies(experiment: "ab").isEmpty)
        }
    }

    @Test("each set, session, suggestion and reaction counts once, in the arm of its set")
    func counts() async throws {
        try await withCatalog { catalog in
            try await catalog.append([
                try set("f1", arm: "fusion"), try set("f2", arm: "fusion", session: "song-2"),
                try set("f3", arm: "fusion"), try set("r1", arm: "rules", samples: ["a", "b", "c"]),
            ])
            try await catalog.append([try set("f1", arm: "rules", samples: ["z"])])
            _ = try await catalog.append([
                try .sample("1", kind: .view, set: "f1", sample: "a"),
                try .sample("2", kind: .view, set: "f1", sample: "b"),
                try .sample("3", kind: .view, set: "f1", sample: "a"),
                try .sample("4", kind: .accept, set: "f1", sample: "a"),
                try .sample("5", kind: .accept, set: "f1", sample: "b"),
                try .sample("6", kind: .accept, set: "f2", sample: "b"),
                try .sample("7", kind: .skip, set: "r1", sample: "c"),
                try .sample("8", kind: .preview, set: "r1", sample: "c"),
                try .sample("9", kind: .accept, set: "r1", sample: "not in it"),
                try .sample("10", kind: .accept, set: "no such set", sample: "a"),
            ])
            #expect(
                try await catalog.tallies(experiment: "ab") == [
                    ArmTally(
                        arm: "fusion", sessions: 2, sets: 3, impressions: 6, views: 2, accepts: 3, acceptedSets: 2),
                    ArmTally(arm: "rules", sessions: 1, sets: 1, impressions: 3, previews: 1, skips: 1),
                ])
        }
    }

    @Test("what was taken back does not count, and what was judged again does")
    func undone() async throws {
        try await withCatalog { catalog in
            try await catalog.append([try set("f1", arm: "fusion"), try set("f2", arm: "fusion")])
            _ = try await catalog.append([
                try .sample("1", kind: .accept, set: "f1", sample: "a"),
                try .sample("2", kind: .undo, set: "f1", sample: "a"),
                try .sample("3", kind: .skip, set: "f1", sample: "a"),
                try .sample("4", kind: .accept, set: "f2", sample: "a"),
                try .sample("5", kind: .undo, set: "f2", sample: "b"),
                try .sample("6", kind: .accept, set: "f2", sample: "b"),
            ])
            let tally = try #require(try await catalog.tallies(experiment: "ab").first)
            #expect(tally.accepts == 2 && tally.skips == 1 && tally.acceptedSets == 1)
        }
    }

    @Test("a set with two items of one rank is refused, and another caller's set is stored")
    func badSet() async throws {
        try await withCatalog { catalog in
            var bad = try set("bad", arm: "fusion")
            bad.items[1].rank = 1
            let refused = bad
            let good = try set("good", arm: "fusion")
            async let first: Void = catalog.append([good])
            await #expect(throws: CatalogError.self) { try await catalog.append([refused]) }
            try await first
            #expect(try await catalog.tallies(experiment: "ab").map(\.sets) == [1])
        }
    }
}

import Catalog
import Ranking
import Telemetry
import Testing

@Suite("Wishes and experiments in the catalog")
struct WishTests {
    @Test("wishes stand in the order in which they were first granted, until withdrawn")
    func wishes() async throws {
        try await withCatalog { catalog in
            let wishes: [Wish] = [
                .pin(SampleID("b")), .ban(.tag, "dark"), .pin(SampleID("a")), .ban(.sample, "a"), .ban(.pack, "dark"),
            ]
            for (place, wish) in wishes.enumerated() {
                try await catalog.grant(wish, at: UnixTime(100 - Double(place)))
            }
            try await catalog.grant(wishes[0], at: UnixTime(500))
            #expect(try await catalog.wishes() == wishes)

            try await catalog.withdraw(wishes[1])
            try await catalog.withdraw(wishes[1])
            try await catalog.withdraw(.ban(.pack, "never granted"))
            #expect(try await catalog.wishes() == [wishes[0], wishes[2], wishes[3], wishes[4]])

            try await catalog.grant(wishes[1], at: UnixTime(600))
            #expect(try await catalog.wishes().last == wishes[1])
        }
    }

    @Test("an experiment comes back as it was saved, and saving it again replaces it")
    func experiments() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder)
            try await catalog.save(Experiment.fusionVersusRules)
            var other = Experiment(
                name: "a", salt: "s", enabled: false, traffic: 0.25,
                arms: [.init(name: "x", mode: .rules, weight: 0.1, weights: [.tempo: 0.3, .key: 0])])
            try await catalog.save(other)
            other.enabled = true
            other.salt = "t"
            try await catalog.save(other)
            #expect(try await Catalog(folder: folder).experiments() == [other, .fusionVersusRules])
        }
    }
}

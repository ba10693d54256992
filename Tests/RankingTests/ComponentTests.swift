import Music
import Ranking
import Testing

@Suite("Score components")
struct ComponentTests {
    @Test(
        "tempo is full within 4 BPM, falls to 0 at the tolerance, and counts 0.7 at half or double time",
        arguments: [
            (128.0, 5.0, 1.0), (132, 5, 1), (132.5, 5, 0.5), (133, 5, 0), (140, 5, 0), (134, 8, 0.5), (64, 5, 0.7),
            (256, 5, 0.7),
            (66.25, 5, 0.35), (130, 2, 1), (130.5, 2, 0),
        ])
    func tempo(_ bpm: Double, _ tolerance: Double, _ feature: Double) throws {
        let context = try wish(bpm: 128) { $0.preferences.bpmTolerance = tolerance }
        let scored = try #require(Scored(try loop("a", bpm: bpm), context))
        #expect(near(scored.points[.tempo], 0.15 * feature))
    }

    @Test(
        "key counts by relation times how sure it is",
        arguments: [
            ("A minor", 0.8, 0.8), ("C major", 1.0, 0.5), ("E minor", 0.6, 0.3), ("D minor", 1, 0.5),
            ("A major", 1, 0.25),
            ("G major", 1, 0), ("F# minor", 1, 0),
        ])
    func key(_ key: String, _ sure: Double, _ feature: Double) throws {
        let scored = try #require(Scored(try loop("a", key: key, sure: sure), try wish(key: "A minor")))
        #expect(near(scored.points[.key], 0.10 * feature))
    }

    @Test("moods count by overlap, genre by match, energy by nearness")
    func wishes() throws {
        let context = try wish {
            $0.moods = tags("Dark ", "warm", "sad", "tense")
            $0.genre = Tag("Techno")
            $0.energy = 0.5
        }
        let scored = try #require(Scored(try loop("a", tags: tags("dark", "SAD", "techno"), energy: 0.7), context))
        #expect(near(scored.points[.mood], 0.10 * 0.5))
        #expect(near(scored.points[.genre], 0.05))
        #expect(near(scored.points[.energy], 0.05 * 0.8))
        #expect(scored.text(.mood) == "2 of 4 moods: dark, sad")
    }

    @Test("freshness fades by e in 14 days and never reaches above its weight", arguments: [0.0, 1, 14, 60, 4_000, -3])
    func freshness(_ days: Double) throws {
        let sample = try loop("a", added: UnixTime(noon.seconds - days * day))
        let scored = try #require(Scored(sample, try wish(bpm: 128)))
        #expect(near(scored.points[.freshness], 0.10 * Decay.exponential(age: days * day, scale: 14 * day)))
    }

    @Test("missing data is neutral and says so")
    func missing() throws {
        let context = try wish(bpm: 128, key: "A minor") {
            $0.moods = tags("dark")
            $0.genre = Tag("techno")
            $0.energy = 0.5
            $0.timeRemainingSeconds = 60
        }
        let scored = try #require(Scored(try loop("a", bpm: nil, role: nil), context))
        for component in [Component.tempo, .key, .mood, .genre, .energy, .readiness] {
            #expect(scored.points[component] == 0)
            #expect(scored.text(component)?.contains("unknown") == true, "\(component)")
        }
    }

    @Test("a wish that was not made has no component")
    func absent() throws {
        let scored = try #require(Scored(try loop("a", key: "A minor"), try wish(bpm: 128)))
        #expect(scored.reasons.map(\.component) == [.tempo, .freshness])
    }

    @Test("short time prefers loops to one-shots")
    func readiness() throws {
        func points(_ sample: SampleFacts, left: Double) throws -> Double? {
            Scored(sample, try wish { $0.timeRemainingSeconds = left })?.points[.readiness]
        }
        #expect(try points(loop("a"), left: 599) == 0.05)
        #expect(try points(loop("b", role: .oneShot), left: 599) == 0)
        #expect(try points(loop("a"), left: 600) == 0)
    }

    @Test("similarity is the cosine, never below 0, and names what it is close to")
    func similarity() throws {
        var sample = try loop("a")
        sample.embedding = .fingerprint
        let target = Target(accepted: [.bass])
        let close = try #require(Scored(sample, try wish(bpm: 128), cosine: 0.8, target: target))
        #expect(close.points[.similarity] == 0.8)
        #expect(close.text(.similarity) == "cosine 0.8 to the bass you accepted")
        #expect(close.rationale == "Close to the bass you accepted, same tempo")
        let far = try #require(Scored(sample, try wish(bpm: 128), cosine: -0.3, target: target))
        #expect(far.points[.similarity] == 0)
        #expect(far.text(.similarity)?.contains("-0.3") == true)
    }

    @Test("without a target similarity is absent; rules leave out what was learned")
    func modes() throws {
        var sample = try loop("a")
        sample.embedding = .fingerprint
        var taste = TasteProfile()
        taste.record(.accept, sample, at: noon)
        let context = try wish(bpm: 128)
        #expect(Scored(sample, context)?.reasons.contains { $0.component == .similarity } == false)
        let fusion = try #require(Scored(sample, context, taste: taste, cosine: 0.5, target: Target(playing: 1)))
        let rules = try #require(
            Scored(sample, context, mode: .rules, taste: taste, cosine: 0.5, target: Target(playing: 1)))
        #expect(fusion.reasons.map(\.component) == [.similarity, .tempo, .freshness, .taste])
        #expect(rules.reasons.map(\.component) == [.tempo, .freshness])
        #expect(rules.points[.tempo] == fusion.points[.tempo])
    }

    @Test("overrides of weights are held within 0 and 2", arguments: [(-1.0, 0.0), (0.5, 0.5), (7, 2)])
    func weights(_ wished: Double, _ used: Double) throws {
        #expect(Weights.standard.overridden(by: [.tempo: wished])[.tempo] == used)
        let context = try wish(bpm: 128) { $0.preferences.weights[.tempo] = wished }
        #expect(Scored(try loop("a"), context)?.points[.tempo] == used)
    }
}

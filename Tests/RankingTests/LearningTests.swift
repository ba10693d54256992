import Music
import Ranking
import Testing

@Suite("What is learned")
struct LearningTests {
    @Test("an accept raises the sample, its pack and its tags; a skip lowers them less; both fade")
    func balances() throws {
        let sample = try loop("a", tags: tags("dark"), pack: "p")
        var taste = TasteProfile()
        taste.record(.accept, sample, at: noon)
        #expect(taste.balance(of: sample.id, at: noon) == 0.5)
        #expect(taste.balance(ofPack: "p", at: noon) == 0.5)
        #expect(taste.balance(of: sample.tags[0], at: noon) == 0.5)
        #expect(taste.balance(of: sample.id, at: noon + 14 * day) < 0.34)
        taste.record(.skip, sample, at: noon)
        let mixed = taste.balance(of: sample.id, at: noon)
        #expect(mixed > 0.4 && mixed < 0.5)
    }

    @Test("undoing an accept retracts its influence")
    func retraction() throws {
        let sample = try loop("a", tags: tags("dark"), pack: "p")
        var taste = TasteProfile()
        taste.record(.accept, sample, at: noon)
        taste.retract(.accept, sample.id, madeAt: noon)
        #expect(taste.balance(of: sample.id, at: noon) == 0 && taste.balance(ofPack: "p", at: noon) == 0)
        #expect(taste.accepted.isEmpty)
    }

    @Test("undoing one of two accepts leaves the other, and undoing after a correction takes back what was taught")
    func partialRetraction() throws {
        let sample = try loop("a", tags: tags("dark"), pack: "p")
        var taste = TasteProfile()
        taste.record(.accept, sample, at: noon)
        taste.record(.accept, sample, at: noon + day)
        taste.retract(.accept, sample.id, madeAt: noon + day)
        #expect(taste.accepted == [Accepted(id: sample.id, at: noon)])
        taste.record(.accept, sample, at: noon + 2 * day)
        taste.retract(.accept, sample.id, madeAt: noon)
        #expect(taste.accepted == [Accepted(id: sample.id, at: noon + 2 * day)])
        // Whatever the library says of the sample by now, or whether it has it.
        taste.retract(.accept, sample.id, madeAt: noon + 2 * day)
        #expect(taste.accepted.isEmpty)
        #expect(near(taste.balance(of: sample.tags[0], at: noon + 2 * day), 0))
        #expect(near(taste.balance(ofPack: "p", at: noon + 2 * day), 0))
        // What was never taught is not taken back.
        taste.retract(.accept, SampleID("unknown"), madeAt: noon)
        #expect(taste.balance(of: SampleID("unknown"), at: noon) == 0)
    }

    @Test(
        "a balance is what stands and what has faded, accepts less 0.3 skips, squashed by x / (1 + |x|)",
        arguments: [(0, 0, 0), (1, 0, 0), (2, 1, 0), (0, 3, 0), (1, 1, 1), (0, 2, 1), (0, 0, 1)], [0.0, 1, 14, 28])
    func closedForm(_ counts: (Int, Int, Int), _ days: Double) throws {
        let (accepts, skips, pins) = counts
        let sample = try loop("a", tags: tags("dark", "warm"), pack: "p")
        var taste = TasteProfile()
        for _ in 0..<accepts { taste.record(.accept, sample, at: noon) }
        for _ in 0..<skips { taste.record(.skip, sample, at: noon) }
        if pins > 0 { taste.pin(sample.id, sample) }
        let faded = (Double(accepts) - 0.3 * Double(skips)) * Decay.halving(age: days, halfLife: 14)
        let raw = Double(pins) + faded
        let later = noon + days * day
        #expect(near(taste.balance(of: sample.id, at: later), raw / (1 + abs(raw))))
        #expect(near(taste.balance(ofPack: "p", at: later), raw / (1 + abs(raw))))
        for tag in sample.tags { #expect(near(taste.balance(of: tag, at: later), raw / (1 + abs(raw)))) }
    }

    @Test("a pin teaches once, and taking it back leaves what was accepted")
    func pinned() throws {
        let sample = try loop("a", tags: tags("dark"), pack: "p")
        var accepted = TasteProfile()
        accepted.record(.accept, sample, at: noon)
        var taste = accepted
        taste.pin(sample.id, sample)
        taste.pin(sample.id, sample)
        #expect(near(taste.balance(of: sample.id, at: noon), 2.0 / 3))
        taste.unpin(sample.id)
        #expect(taste.balance(of: sample.id, at: noon) == accepted.balance(of: sample.id, at: noon))
        #expect(taste.balance(ofPack: "p", at: noon) == 0.5)
        taste.pin(SampleID("gone"))
        taste.unpin(SampleID("gone"))
        #expect(taste.pins.isEmpty)
    }

    @Test("the taste component is half the sample's own balance, 0.3 its pack's and 0.2 its tags' mean")
    func shares() throws {
        let taught = try loop("a", tags: tags("dark"), pack: "p")
        var taste = TasteProfile()
        taste.record(.accept, taught, at: noon)
        func points(_ sample: SampleFacts) throws -> Double? {
            Scored(sample, try wish(bpm: 128), taste: taste)?.points[.taste]
        }
        let own = try #require(try points(taught))
        #expect(near(own, 0.10 * 0.5 * (0.5 + 0.3 + 0.2)))
        #expect(near(try points(loop("b", pack: "p")) ?? 0, 0.10 * 0.5 * 0.3))
        #expect(near(try points(loop("c", tags: tags("dark", "warm"))) ?? 0, 0.10 * 0.5 * 0.2 / 2))
        #expect(near(try points(loop("d", pack: "q")) ?? 0, 0))
    }

    @Test("judgements may arrive out of order")
    func order() throws {
        let sample = try loop("a")
        var forward = TasteProfile()
        var backward = TasteProfile()
        let times = [noon, noon + 3 * day, noon + 9 * day]
        for time in times { forward.record(.accept, sample, at: time) }
        for time in times.reversed() { backward.record(.accept, sample, at: time) }
        let later = noon + 10 * day
        #expect(near(forward.balance(of: sample.id, at: later), backward.balance(of: sample.id, at: later)))
        #expect(forward.accepted == backward.accepted)
    }

    @Test("what is remembered is bounded, and the newest accepts stay")
    func bounds() throws {
        var taste = TasteProfile()
        for number in 0..<3_000 { taste.record(.accept, try loop("s\(number)"), at: noon + Double(number) * 60) }
        #expect(taste.accepted.count == TasteProfile.acceptedLimit)
        #expect(taste.accepted.last?.id == SampleID("s2999"))
        #expect(taste.balance(of: SampleID("s2999"), at: noon + 180_000) > 0)
    }

    @Test("pins keep their order and bans last until undone")
    func wishes() throws {
        var taste = TasteProfile()
        for id in ["b", "a", "b"] { taste.pin(SampleID(id)) }
        #expect(taste.pins.map(\.rawValue) == ["b", "a"])
        taste.unpin(SampleID("b"))
        #expect(taste.pins.map(\.rawValue) == ["a"])
        let sample = try loop("a", tags: tags("dark"), pack: "p")
        for (ban, unban): ((inout TasteProfile) -> Void, (inout TasteProfile) -> Void) in [
            ({ $0.ban(sample: sample.id) }, { $0.unban(sample: sample.id) }),
            ({ $0.ban(pack: "p") }, { $0.unban(pack: "p") }),
            ({ $0.ban(tag: sample.tags[0]) }, { $0.unban(tag: sample.tags[0]) }),
        ] {
            ban(&taste)
            let scored = Scored(sample, try wish(bpm: 128), taste: taste)
            #expect(taste.bans(sample) && scored == nil)
            unban(&taste)
            #expect(!taste.bans(sample))
        }
    }

    @Test("what was judged and ignored is found again in every table, and after every change")
    func tables() throws {
        let (a, b) = (try loop("a"), try loop("b"))
        var taste = TasteProfile()
        var exposure = SessionExposure()
        func points(in table: FeatureTable) throws -> [Double] {
            let request = RankingRequest(
                context: try wish(bpm: 128), mode: .fusion, taste: taste, exposure: exposure, now: noon)
            let query = Query(compiling: request, for: table)
            return try [a, b].map { sample in
                let row = try #require(table.row(of: sample.id))
                let points = try #require(query.points(ofRow: row, in: table, cosine: nil))
                return points[.taste] + points[.fatigue]
            }
        }
        let table = FeatureTable([a, b])
        let turned = FeatureTable([b, a])
        let small = FeatureTable([b]).changed(adding: [a], hiding: [])
        taste.record(.accept, a, at: noon)
        let first = try points(in: table)
        #expect(first[0] > 0 && first[1] == 0)
        #expect(try points(in: turned) == first && points(in: small) == first)
        taste.record(.accept, b, at: noon)
        exposure.passOver([a.id], at: noon)
        let second = try points(in: small)
        #expect(second[0] < first[0] && second[1] == first[0])
        #expect(try points(in: table) == second)
        taste.retract(.accept, a.id, madeAt: noon)
        exposure.take(a.id)
        #expect(try points(in: table) == [0, second[1]])
    }

    @Test("fatigue halves every 20 minutes and ends when the sample is taken")
    func fatigue() {
        let id = SampleID("a")
        var exposure = SessionExposure()
        exposure.passOver([id], at: noon)
        #expect(exposure.ignored[id] == noon)
        #expect(SessionExposure.fatigue(since: noon, at: noon) == -1)
        #expect(SessionExposure.fatigue(since: noon, at: noon + 1_200) == -0.5)
        exposure.passOver([SampleID("b")], at: noon + day)
        #expect(exposure.ignored[id] == nil)
        exposure.take(SampleID("b"))
        #expect(exposure.ignored.isEmpty)
    }
}

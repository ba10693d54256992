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
        taste.retract(.accept, sample, madeAt: noon)
        #expect(taste.balance(of: sample.id, at: noon) == 0 && taste.balance(ofPack: "p", at: noon) == 0)
        #expect(taste.accepted.isEmpty)
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

    @Test("fatigue halves every 20 minutes and ends when the sample is taken")
    func fatigue() {
        let id = SampleID("a")
        var exposure = SessionExposure()
        exposure.passOver([id], at: noon)
        #expect(exposure.fatigue(of: id, at: noon) == -1)
        #expect(exposure.fatigue(of: id, at: noon + 1_200) == -0.5)
        exposure.passOver([SampleID("b")], at: noon + day)
        #expect(exposure.ignored[id] == nil)
        exposure.take(SampleID("b"))
        #expect(exposure.ignored.isEmpty)
    }
}

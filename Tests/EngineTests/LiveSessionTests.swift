import Engine
import Ranking
import Sessions
import Testing

/// The slot of one session: what is shown, what is due, what is fatigued.
@Suite struct LiveSessionTests {
    private let id = SessionID("song")
    private let now = UnixTime(1_000_000)

    private func slot() throws -> LiveSession {
        LiveSession(StoredSession(id: try #require(id), updatedAt: now))
    }

    private func set(_ name: String, revision: Int, samples: [String], rationale: String = "fits") throws
        -> SuggestionSet
    {
        let suggestions = samples.enumerated().map { place, sample in
            Suggestion(
                rank: place + 1, sample: SampleFacts(id: SampleID(sample), name: sample), source: .rules, score: 1,
                reasons: [], rationale: rationale, fit: Fit(), pinned: false, relaxed: [])
        }
        return SuggestionSet(
            id: name, session: id, revision: revision, mode: .fusion, assignment: nil, generatedAt: now,
            timings: StageTimings(), context: "{}",
            list: SuggestionList(
                suggestions: suggestions, rows: 9, eligibleRows: 9, relaxations: [], complete: true,
                weights: .standard))
    }

    @Test("of two modes of one revision the later one stays, in whichever order they arrive")
    func overtakenMode() throws {
        var slot = try slot()
        let id = try #require(id)
        let fusion = StoredSession(id: id, revision: 3, mode: .fusion, updatedAt: now)
        let rules = StoredSession(id: id, revision: 3, mode: .rules, updatedAt: now + 1)
        let tookRules = slot.take(rules)
        let tookFusion = slot.take(fusion)
        #expect(tookRules)
        #expect(!tookFusion)
        #expect(slot.stored.mode == .rules)
    }

    @Test("looking again at a session that nobody posted to is no news, a mode that was set for it is")
    func untouched() throws {
        var slot = try slot()
        let id = try #require(id)
        let looked = slot.take(StoredSession(id: id, updatedAt: now + 5))
        let set = slot.take(StoredSession(id: id, mode: .rules, updatedAt: now + 6))
        #expect(!looked && set)
    }

    @Test("a burst of changes queues one ranking")
    func burst() throws {
        var slot = try slot()
        let queued = (0..<50).filter { slot.change(at: UInt64($0), watched: true) }
        #expect(queued == [0])
        _ = slot.beginRanking()
        let again = slot.change(at: 99, watched: true)
        #expect(again)
    }

    @Test("nobody watching means nothing queued, and the list stays due")
    func unwatched() throws {
        var slot = try slot()
        let queued = slot.change(at: 1, watched: false)
        #expect(!queued)
        #expect(slot.isStale)
    }

    @Test(
        "a context that another node changed makes the list due, unless that node's list came before it, and a mode always"
    )
    func takenOver() throws {
        var slot = try slot()
        let id = try #require(id)
        func due(_ newer: StoredSession) -> Bool {
            slot.takeOver(newer, at: 5)
            defer { slot.follow(revision: slot.stored.revision) }
            return slot.isStale
        }
        #expect(due(StoredSession(id: id, revision: 2, updatedAt: now + 1)))
        slot.follow(revision: 4)
        #expect(!due(StoredSession(id: id, revision: 3, updatedAt: now + 2)))
        #expect(!due(StoredSession(id: id, revision: 4, updatedAt: now + 3)))
        #expect(due(StoredSession(id: id, revision: 4, mode: .rules, updatedAt: now + 4)))
        #expect(due(StoredSession(id: id, revision: 5, mode: .rules, updatedAt: now + 5)))
        #expect(slot.stored.revision == 5)
    }

    @Test("a ranking that began earlier is never shown after one that began later")
    func order() throws {
        var slot = try slot()
        let first = slot.beginRanking().number
        let second = slot.beginRanking().number
        let newer = slot.show(try set("b", revision: 2, samples: ["x"]), of: second)
        let older = slot.show(try set("a", revision: 1, samples: ["y"]), of: first)
        #expect(newer)
        #expect(!older)
        #expect(slot.current?.id == "b")
    }

    @Test("the same list is sent again when it no longer belongs to an arm")
    func leftTheExperiment() throws {
        var slot = try slot()
        var dealt = try set("a", revision: 1, samples: ["x"])
        dealt.assignment = Assignment(experiment: "fusion-vs-rules", arm: "fusion")
        let first = slot.show(dealt, of: slot.beginRanking().number)
        let forced = slot.show(try set("b", revision: 1, samples: ["x"]), of: slot.beginRanking().number)
        #expect(first)
        #expect(forced)
    }

    @Test("the same list of the same context is not sent again; of a newer context it is")
    func unchanged() throws {
        var slot = try slot()
        let first = slot.show(try set("a", revision: 1, samples: ["x", "y"]), of: slot.beginRanking().number)
        let same = slot.show(try set("b", revision: 1, samples: ["x", "y"]), of: slot.beginRanking().number)
        let reworded = slot.show(
            try set("c", revision: 1, samples: ["x", "y"], rationale: "other"), of: slot.beginRanking().number)
        let newer = slot.show(
            try set("d", revision: 2, samples: ["x", "y"], rationale: "other"), of: slot.beginRanking().number)
        #expect([first, same, reworded, newer] == [true, false, true, true])
    }

    @Test("an impression is written once for each set")
    func impressions() throws {
        var slot = try slot()
        _ = slot.show(try set("a", revision: 1, samples: ["x"]), of: slot.beginRanking().number)
        let first = slot.takeImpression()?.id
        let second = slot.takeImpression()?.id
        #expect(first == "a")
        #expect(second == nil)
    }

    @Test("an accept fatigues what stood above it, a skip itself, and nothing else")
    func fatigue() throws {
        var slot = try slot()
        _ = slot.show(try set("a", revision: 1, samples: ["w", "x", "y", "z"]), of: slot.beginRanking().number)
        slot.judge(.accept, SampleID("y"), set: "a", at: now)
        #expect(Set(slot.exposure.ignored.keys) == [SampleID("w"), SampleID("x")])
        slot.judge(.skip, SampleID("z"), set: "a", at: now)
        #expect(slot.exposure.ignored[SampleID("z")] == now)
    }

    @Test("an older revision is not taken over a newer one")
    func staleContext() throws {
        var slot = try slot()
        let id = try #require(id)
        let third = slot.take(StoredSession(id: id, revision: 3, updatedAt: now))
        let second = slot.take(StoredSession(id: id, revision: 2, updatedAt: now))
        #expect(third)
        #expect(!second)
        #expect(slot.stored.revision == 3)
    }

    @Test("an accept that is taken back holds nothing against what stood above it, but for what came since")
    func takenBack() throws {
        var slot = try slot()
        slot.remember(try set("a", revision: 1, samples: ["x", "y", "z"]))
        slot.judge(.skip, SampleID("x"), set: "a", at: now)
        slot.judge(.accept, SampleID("z"), set: "a", at: now + 60)
        #expect(slot.exposure.ignored == [SampleID("x"): now + 60, SampleID("y"): now + 60])
        slot.judge(.skip, SampleID("y"), set: "a", at: now + 90)
        slot.takeBack(.accept, of: SampleID("z"), set: "a")
        #expect(slot.exposure.ignored == [SampleID("x"): now, SampleID("y"): now + 90])
        slot.takeBack(.skip, of: SampleID("y"), set: "a")
        #expect(slot.exposure.ignored == [SampleID("x"): now])
    }

    @Test("of two accepts of one set each takes back its own, in either order", arguments: [0.0, 60], [true, false])
    func twoTakenBack(_ apart: Double, _ inOrder: Bool) throws {
        var slot = try slot()
        slot.remember(try set("a", revision: 1, samples: ["w", "x", "y", "z"]))
        slot.judge(.accept, SampleID("y"), set: "a", at: now)
        slot.judge(.accept, SampleID("z"), set: "a", at: now + apart)
        slot.takeBack(.accept, of: SampleID(inOrder ? "y" : "z"), set: "a")
        #expect(Set(slot.exposure.ignored.keys).isSuperset(of: [SampleID("w"), SampleID("x")]))
        slot.takeBack(.accept, of: SampleID(inOrder ? "z" : "y"), set: "a")
        #expect(slot.exposure.ignored.isEmpty)
    }

    @Test("a list of which only the next in line changed is news")
    func runnerUp() throws {
        var one = try set("a", revision: 1, samples: ["x"]).list
        var other = one
        one.runnerUp = RunnerUp(sample: SampleFacts(id: SampleID("y"), name: "y"), score: 0.5)
        other.runnerUp = RunnerUp(sample: SampleFacts(id: SampleID("y"), name: "y"), score: 0.4)
        #expect(one.readsSame(as: other))
        other.runnerUp = RunnerUp(sample: SampleFacts(id: SampleID("z"), name: "z"), score: 0.5)
        #expect(!one.readsSame(as: other))
    }
}

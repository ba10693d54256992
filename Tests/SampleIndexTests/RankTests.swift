import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("Ranking a library")
struct RankTests {
    @Test("an empty library gives an empty list, one sample a list of one, in every mode")
    func small() throws {
        for mode in RankingMode.allCases {
            #expect(try IndexSnapshot([]).rank(request(limit: 50, mode: mode) { $0.bpm = 128 }).suggestions.isEmpty)
            let one = try IndexSnapshot([sound("a", vector: [1, 0, 0])])
            #expect(one.rank(request(limit: 50, mode: mode) { $0.playing = ["x"] }).ids == ["a"])
        }
        #expect(
            try IndexSnapshot([]).similar(to: SampleID("a"), limit: 3, context: nil, taste: TasteProfile(), now: noon)
                == nil)
    }

    @Test("with no context the newest come first, by recency; accepts that still trend come before them")
    func coldStart() throws {
        let snapshot = try IndexSnapshot((0..<5).map { sound("\($0)", bpm: nil, added: Double($0) - 86_400) })
        let list = snapshot.rank(request())
        #expect(list.ids == ["4", "3", "2", "1", "0"])
        #expect(list.suggestions.allSatisfy { $0.source == .recency })
        var taste = TasteProfile()
        if let old = snapshot.sample(SampleID("1")) { taste.record(.accept, old, at: noon + -30 * 86_400) }
        let trending = snapshot.rank(request(taste: taste))
        #expect(trending.ids == ["1", "4", "3", "2", "0"])
        #expect(trending.suggestions.first?.source == .trending)
        #expect(snapshot.rank(request(mode: .rules, taste: taste)).ids == ["4", "3", "2", "1", "0"])
        // Weights count here as elsewhere, in proportion to the usual ones.
        let untaught = snapshot.rank(request(taste: taste) { $0.preferences.weights = [.taste: 0] })
        #expect(untaught.ids == ["4", "3", "2", "1", "0"])
        let doubled = snapshot.rank(request { $0.preferences.weights = [.freshness: 0.2] })
        let (first, usual) = (doubled.suggestions.first?.score ?? 0, list.suggestions.first?.score ?? 0)
        #expect(abs(first - 2 * usual) < 1e-12 && usual > 0)
    }

    @Test("half and double time are eligible and say so; a tempo between is not")
    func halfTime() throws {
        let snapshot = try IndexSnapshot([
            sound("70", bpm: 70), sound("105", bpm: 105), sound("140", bpm: 140), sound("280", bpm: 280),
        ])
        let list = snapshot.rank(request(limit: 3) { $0.bpm = 140 })
        #expect(list.ids == ["140", "280", "70"])
        #expect(list.suggestions.last?.reasons.first?.text.contains("half time") == true)
        #expect(list.relaxations.isEmpty && list.eligibleRows == 3)
    }

    @Test("filters loosen in order, each loosened item with its own flag, and never for a ban")
    func relaxation() throws {
        var taste = TasteProfile()
        taste.ban(sample: SampleID("banned"))
        taste.ban(pack: "never")
        if let tag = Tag("vile") { taste.ban(tag: tag) }
        let snapshot = try IndexSnapshot([
            sound("fits", key: 21), sound("tempo", bpm: 137, key: 21), sound("relative", key: 0), sound("far", key: 6),
            sound("role", key: 21, role: .pad), sound("banned", key: 21), sound("pack", key: 21, pack: "never"),
            sound("tag", key: 21, tags: ["vile"]),
        ])
        func list(_ limit: Int) -> SuggestionList {
            snapshot.rank(
                request(limit: limit, taste: taste) {
                    $0.bpm = 128
                    $0.key = Key(index: 21)
                    $0.role = .only(.bass)
                    $0.preferences.keyPolicy = .exact
                })
        }
        #expect(list(1).relaxations == [] && list(1).ids == ["fits"])
        #expect(list(2).relaxations == [.tempo] && Set(list(2).ids) == ["fits", "tempo"])
        #expect(list(3).relaxations == [.tempo, .keyCompatible])
        #expect(list(4).relaxations == [.tempo, .keyCompatible, .keyAny])
        let all = list(50)
        #expect(all.relaxations == Relaxation.allCases && all.eligibleRows == 1)
        #expect(Set(all.ids) == ["fits", "tempo", "relative", "far", "role"])
        let flags = Dictionary(uniqueKeysWithValues: all.suggestions.map { ($0.sample.id.rawValue, $0.relaxed) })
        #expect(flags["fits"] == [] && flags["tempo"] == [.tempo] && flags["relative"] == [.keyCompatible])
        #expect(flags["far"] == [.keyAny] && flags["role"] == [.role])
    }

    @Test(
        "what passes as asked is listed before what passes relaxed, whatever they score, and the list is in score order"
    )
    func relaxedComeAfter() throws {
        let others = (0..<12).map { sound("pad\($0)", role: .pad, pack: "q\($0)", tags: ["warm"]) }
        let snapshot = try IndexSnapshot([sound("bass", pack: "p", tags: ["cold"], added: -1e8)] + others)
        for adventurous in [0, 0.5] {
            let list = snapshot.rank(
                request(limit: 5) {
                    $0.role = .only(.bass)
                    $0.moods = [Tag("warm")].compactMap(\.self)
                    $0.preferences.adventurous = adventurous
                })
            #expect(list.relaxations == [.role] && list.eligibleRows == 1 && list.suggestions.count == 5)
            #expect(list.suggestions.first { $0.relaxed.isEmpty }?.sample.id == SampleID("bass"))
            let scores = list.suggestions.map(\.score)
            #expect(adventurous > 0 || scores == scores.sorted(by: >))
            #expect(list.runnerUp?.sample.id != SampleID("bass"))
        }
    }

    @Test(
        "nor does the share of packs make room for what passes relaxed, unless somebody asked for that share",
        arguments: [nil, 0.3], [nil, 3])
    func relaxedComeAfterPacks(_ adventurous: Double?, _ cap: Int?) throws {
        let basses = (0..<8).map {
            sound("bass\($0)", pack: "p", vector: [1, Float16($0) / 4, 0], seconds: Double($0 + 1))
        }
        let pads = (0..<12).map {
            sound("pad\($0)", role: .pad, pack: "q\($0)", vector: [0, 1, 1], seconds: Double($0 + 1))
        }
        let list = try IndexSnapshot(basses + pads).rank(
            request(limit: 10) {
                $0.role = .only(.bass)
                $0.preferences.adventurous = adventurous
                $0.preferences.maxPerPack = cap
            })
        #expect(list.relaxations == [.role] && list.suggestions.count == 10)
        #expect(list.suggestions.filter(\.relaxed.isEmpty).count == cap ?? 8)
    }

    @Test("what is playing is not suggested again, by id, file name or path, and steers the list")
    func playing() throws {
        let snapshot = try IndexSnapshot([
            sound("a", vector: [1, 0.1, 0]), sound("b", vector: [1, 0, 0.1]), sound("c", vector: [-1, 0, 0]),
        ])
        for text in ["a", "a.wav", "/music/a.wav", "C:\\music\\a.wav"] {
            let list = snapshot.rank(request(limit: 2) { $0.playing = [text] })
            #expect(list.ids == ["b", "c"], "\(text)")
            #expect(list.suggestions.first?.source == .fingerprint)
        }
        #expect(snapshot.samples(named: "a.wav") == [SampleID("a")])
    }

    @Test("a pin stands first though the filters exclude it, unless it is banned")
    func pins() throws {
        var taste = TasteProfile()
        for id in ["off", "banned", "gone"] { taste.pin(SampleID(id)) }
        taste.ban(sample: SampleID("banned"))
        let snapshot = try IndexSnapshot([sound("on"), sound("off", bpm: 90), sound("banned")])
        let list = snapshot.rank(request(limit: 2, taste: taste) { $0.bpm = 128 })
        #expect(list.suggestions.first?.pinned == true && list.suggestions.first?.relaxed == [])
        #expect(list.suggestions.first?.sample.id == SampleID("off"))
        #expect(!list.ids.contains("banned"))
        #expect(list.suggestions.first?.rationale.hasPrefix("Pinned by you") == true)
    }

    @Test("near-duplicates and the cap per pack shape the list, and a library of one pack still fills it")
    func listLevel() throws {
        var sounds = (0..<8).map {
            sound("p\($0)", pack: "p", vector: [1, Float16($0) / 8, 0], seconds: Double($0 + 1))
        }
        sounds.append(sound("twin", pack: "q", vector: [1, 0, 0], seconds: 1))
        let snapshot = try IndexSnapshot(sounds)
        #expect(snapshot.rank(request(limit: 8) { $0.bpm = 128 }).suggestions.count == 8)
        let capped = snapshot.rank(
            request(limit: 8) {
                $0.bpm = 128
                $0.preferences.maxPerPack = 2
            })
        #expect(capped.suggestions.count { $0.sample.pack == "p" } == 2)
        let whole = snapshot.rank(
            request(limit: 9) {
                $0.bpm = 128
                $0.preferences.maxPerPack = 50
            })
        #expect(whole.ids.contains("p0") != whole.ids.contains("twin"))
    }

    @Test("equal scores stand in id order, however the library was listed")
    func ties() throws {
        let sounds = (0..<300).map { sound("s\($0 + 1_000)", pack: "\($0)") }
        let expected = (0..<10).map { "s\($0 + 1_000)" }
        for mode in RankingMode.allCases {
            #expect(try IndexSnapshot(sounds.reversed()).rank(request(mode: mode) { $0.bpm = 128 }).ids == expected)
        }
    }

    @Test("only vectors of the target's space are compared, and broken ones are none")
    func spaces() throws {
        let snapshot = try IndexSnapshot([
            sound("a", vector: [1, 0]), sound("b", vector: [0.9, 0.1]), sound("c", vector: [0, 1], space: .clap),
            sound("d", vector: [.nan, 1]), sound("e", vector: [0, 0]), sound("f", vector: [1, 0, 0]), sound("g"),
            sound("h", vector: [-1, 0]),
        ])
        let list = snapshot.rank(request { $0.playing = ["a"] })
        let sources = Dictionary(uniqueKeysWithValues: list.suggestions.map { ($0.sample.id.rawValue, $0.source) })
        #expect(sources["b"] == .fingerprint && sources["h"] == .fingerprint)
        for id in ["c", "d", "e", "f", "g"] { #expect(sources[id] == .rules, "\(id)") }
    }

    @Test("more like this leaves the sample itself out and needs no context")
    func similar() throws {
        let snapshot = try IndexSnapshot([
            sound("a", vector: [1, 0, 0]), sound("b", bpm: 90, vector: [0.9, 0.3, 0]), sound("c", vector: [0, 1, 0]),
            sound("d", bpm: 91), sound("e", bpm: 90.5),
        ])
        let list = try #require(
            snapshot.similar(to: SampleID("a"), limit: 2, context: nil, taste: TasteProfile(), now: noon))
        #expect(list.ids.first == "b" && !list.ids.contains("a"))
        var context = SessionContext()
        context.bpm = 128
        let within = snapshot.similar(to: SampleID("a"), limit: 1, context: context, taste: TasteProfile(), now: noon)
        #expect(within?.ids == ["c"])
        let plain = snapshot.similar(to: SampleID("d"), limit: 2, context: nil, taste: TasteProfile(), now: noon)
        #expect(plain?.ids == ["b", "e"] && plain?.suggestions.first?.source == .rules)
    }

    @Test("accepting and skipping changes the next list")
    func feedback() throws {
        let snapshot = try IndexSnapshot(
            (0..<20).map { sound("\($0 + 10)", vector: [Float16($0), 20 - Float16($0), 3], seconds: Double($0 + 1)) })
        let before = snapshot.rank(request { $0.bpm = 128 })
        var taste = TasteProfile()
        taste.record(.accept, try #require(snapshot.sample(SampleID("25"))), at: noon)
        let after = snapshot.rank(request(taste: taste) { $0.bpm = 128 })
        #expect(before.ids != after.ids && after.ids.first == "25")
    }
}

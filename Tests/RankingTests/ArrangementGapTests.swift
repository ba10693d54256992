import Music
import Ranking
import Testing

@Suite("What an arrangement lacks")
struct ArrangementGapTests {
    private func gap(_ roles: [Role?], sure: Double = 0.9) throws -> ArrangementGap {
        ArrangementGap(
            playing: try roles.enumerated().map { number, role in
                var sample = try loop("\(number)", role: role)
                sample.role?.confidence = sure
                return sample
            })
    }

    @Test(
        "the lowest layer that is not whole is filled first, and any role of a part fills it",
        arguments: [
            ([.drums], [.bass]), ([.bass], [.drums]), ([.percussion], [.drums, .bass]), ([.chords], [.drums, .bass]),
            ([.vocal, .melody], [.drums, .bass]), ([.drums, .bass], [.chords, .pad, .melody, .vocal]),
            ([.bass, .drums, .pad], [.melody, .vocal]), ([.drums, .bass, .chords, .pad], [.melody, .vocal]),
            ([.drums, .bass, .melody], [.chords, .pad]), ([.drums, .bass, .vocal], [.chords, .pad]),
            ([.drums, .bass, .pad, .vocal], [.percussion, .fx]), ([.drums, .bass, .pad, .vocal, .fx], [.percussion]),
            ([.drums, .bass, .chords, .melody, .percussion, .fx], []), ([.drums, .loop, .oneShot], [.bass]),
        ] as [([Role], [Role])])
    func layers(_ playing: [Role], _ lacking: [Role]) throws {
        let gap = try gap(playing)
        #expect(gap.lacking == lacking)
        #expect(gap.present == Role.allCases.filter(playing.contains))
    }

    @Test("what cannot be told is not guessed: any role will do, and the text says why")
    func unknown() throws {
        for gap in [try gap([]), try gap([nil, nil]), try gap([.loop, .oneShot]), try gap([.drums], sure: 0.4)] {
            #expect(gap.lacking.isEmpty && gap.text.hasSuffix("any role will do"))
        }
    }

    @Test("the sentence names what plays and what is open")
    func sentence() throws {
        #expect(try gap([.bass, .drums]).text == "drums and bass play; harmony and a lead are lacking")
        #expect(try gap([.vocal]).text == "vocal plays; drums and a bass are lacking")
        #expect(
            try gap([.drums, .bass, .pad, .vocal, .fx]).text
                == "drums, bass, pad, vocal and fx play; percussion is lacking")
    }

    @Test(
        "auto filters by what is lacking, says so in the sentence and in what it keeps out, and relaxes like any role")
    func filter() throws {
        let samples = [
            try loop("kick", role: .drums), try loop("sub", role: .bass), try loop("keys", role: .chords),
            try loop("other", role: .bass), try loop("thing", role: nil),
        ]
        let table = FeatureTable(samples)
        let context = try wish(bpm: 128) {
            $0.role = .auto
            $0.playing = ["kick", "sub.wav", "nobody knows this"]
        }
        let query = Query(compiling: RankingRequest(context: context, mode: .rules, now: noon), for: table)
        #expect(query.filters.roles == [.chords, .pad, .melody, .vocal])
        var scored: [ScoredRow] = []
        var floor = ScoreFloor.none
        let allowed = query.score(
            [0, 1, 2, 3, 4], in: table, cosines: [Float]().span, roles: query.filters.roles, floor: &floor,
            into: &scored)
        #expect(allowed == scored.count)
        #expect(scored.map(\.row) == [2])
        let points = try #require(query.points(ofRow: 2, in: table, cosine: nil))
        #expect(
            query.rationale(for: samples[2], points: points, cosine: nil, pinned: false)
                == "Adds the chords you lack, same tempo")
        let kept = query.exclusions(of: samples[3], isPlaying: false, under: query.filters)
        #expect(kept.map(\.cause) == [.role])
        #expect(kept.first?.text.contains("harmony and a lead are lacking") == true)
        #expect(query.filters.loosened(.role)?.admits(samples[4]) == true)
        #expect(!query.filters.admits(samples[4]))
    }

    @Test("auto with nothing playing is no wish at all")
    func nothing() throws {
        #expect(try wish { $0.role = .auto }.wishesNothing)
        #expect(try !wish { $0.role = .only(.pad) }.wishesNothing)
    }

    @Test("every role wish is written and read back")
    func names() {
        for wish in RoleWish.allCases { #expect(RoleWish(rawValue: wish.rawValue) == wish) }
        #expect(RoleWish.allCases.count == Role.allCases.count + 1 && RoleWish(rawValue: "any") == nil)
    }
}

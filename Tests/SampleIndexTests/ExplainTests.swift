import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("Why a sample is where it is")
struct ExplainTests {
    private let library = SyntheticLibrary(rows: 500, dimension: 16, seed: 51)

    @Test("the place by score is that of a brute force, and a listed sample has its rank and score")
    func places() throws {
        let snapshot = try IndexSnapshot(library)
        let reference = ReferenceRanking(snapshot)
        for seed in 0..<8 {
            let request = library.request(over: snapshot.samples, tolerance: 10, seed: UInt64(seed))
            let list = snapshot.rank(request)
            guard list.relaxations.isEmpty else { continue }
            for (place, best) in reference.passing(request).prefix(50).enumerated() {
                let found = try #require(snapshot.explain(best.id, in: request))
                #expect(found.suggestion.rank == place + 1)
                #expect(abs(found.suggestion.score - best.score) < 1e-6)
                #expect((found.verdict == .listed) == (place < 10))
                if case .below(let distance) = found.verdict { #expect(distance > 0) }
            }
        }
    }

    @Test("what keeps a sample out is named, each cause with its numbers")
    func exclusions() throws {
        var taste = TasteProfile()
        taste.ban(pack: "bad")
        let snapshot = try IndexSnapshot([
            sound("fits"), sound("fast", bpm: 150), sound("far", key: 6), sound("drum", role: .drums),
            sound("banned", pack: "bad"), sound("played"), sound("worse", bpm: 150, pack: "bad"),
        ])
        // One place, so that nothing is relaxed to fill the list.
        let request = request(limit: 1, taste: taste) {
            $0.bpm = 128
            $0.key = Key(index: 0)
            $0.role = .only(.bass)
            $0.playing = ["played"]
        }
        func causes(_ id: String) throws -> [Exclusion.Cause] {
            let found = try #require(snapshot.explain(SampleID(id), in: request))
            guard case .excluded(let exclusions) = found.verdict else { return [] }
            #expect(exclusions.allSatisfy { !$0.text.isEmpty })
            return exclusions.map(\.cause)
        }
        #expect(try causes("fits").isEmpty)
        #expect(try causes("drum") == [.role] && causes("banned") == [.bannedPack] && causes("played") == [.playing])
        #expect(try causes("worse") == [.bannedPack, .tempo])
        #expect(try causes("fast") == [.tempo] && causes("far") == [.key])
        #expect(snapshot.explain(SampleID("nobody"), in: request) == nil)
    }

    @Test("a near-duplicate and a pack that is full hold a sample back")
    func heldBack() throws {
        let many = (0..<12).map { sound("p\($0)", pack: "p", added: -86_400 * Double($0)) }
        let others = (0..<12).map { sound("o\($0)", bpm: 131, pack: "o\($0)", added: -86_400 * 300) }
        let snapshot = try IndexSnapshot(many + others)
        let found = try #require(
            snapshot.explain(
                SampleID("p3"),
                in: request(mode: .rules) {
                    $0.bpm = 128
                    $0.preferences.maxPerPack = 3
                }))
        guard case .heldBack(let text, _) = found.verdict else {
            Issue.record("\(found.verdict)")
            return
        }
        #expect(text.contains("3 of its pack, p"))
    }

    @Test("a sample that passes only relaxed says so, and a banned one has the score that it would have")
    func relaxedAndBanned() throws {
        var taste = TasteProfile()
        taste.ban(sample: SampleID("banned"))
        let pads = (0..<6).map { sound("pad\($0)", bpm: 128 + Double($0) / 2, role: .pad, pack: "q\($0)") }
        let snapshot = try IndexSnapshot([sound("bass"), sound("banned", pack: "b")] + pads)
        let request = request(limit: 3, mode: .rules, taste: taste) {
            $0.bpm = 124
            $0.role = .only(.bass)
        }
        let relaxed = try #require(snapshot.explain(SampleID("pad5"), in: request))
        guard case .below(let distance) = relaxed.verdict else {
            Issue.record("\(relaxed.verdict)")
            return
        }
        #expect(distance > 0 && relaxed.suggestion.rank == 0 && relaxed.suggestion.relaxed.contains(.role))
        let banned = try #require(snapshot.explain(SampleID("banned"), in: request))
        let bass = try #require(snapshot.explain(SampleID("bass"), in: request))
        #expect(banned.verdict != .listed && bass.verdict == .listed)
        #expect(banned.suggestion.score == bass.suggestion.score && banned.suggestion.score > 0)
    }

    @Test("a cap that was lifted to fill the list holds nothing back, and of equals the order of ids decides")
    func lifted() throws {
        let snapshot = try IndexSnapshot((0..<9).map { sound("s\($0)", pack: "p") })
        let found = try #require(snapshot.explain(SampleID("s8"), in: request(limit: 5, mode: .rules) { $0.bpm = 128 }))
        #expect(found.verdict == .below(by: 0) && found.suggestion.rank == 9)
    }
}

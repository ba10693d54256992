import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("A library unlike any other")
struct OddLibraryTests {
    /// Few sounds under many names, in turn; the first is dark.
    struct Copies: SoundSource {
        var count: Int
        var vectors: [[Float16]]

        func forEach(_ body: (Sound) throws -> Void) throws {
            var kinds = vectors.enumerated().map { sound("", tags: $0 == 0 ? ["dark"] : [], vector: $1) }
            for number in 0..<count {
                let kind = number % kinds.count
                kinds[kind].facts.id = SampleID("copy-\(1_000_000 + number)")
                try body(kinds[kind])
            }
        }
    }

    private func wish(_ change: (inout SessionContext) -> Void = { _ in }) -> RankingRequest {
        request {
            $0.bpm = 128
            $0.moods = [Tag("dark")].compactMap { $0 }
            change(&$0)
        }
    }

    @Test("a million copies of two sounds make a list of two, each the first by id", .timeLimit(.minutes(5)))
    func copies() throws {
        let vectors: [[Float16]] = [[1, 0, 0, 0, 0, 0, 0, 0.5], [0, 1, 0, 0.5, 0, 0, 0, 0]]
        let snapshot = try IndexSnapshot(Copies(count: 1_000_000, vectors: vectors))
        for adventurous in [nil, 1.0] {
            let list = snapshot.rank(wish { $0.preferences.adventurous = adventurous })
            #expect(list.ids == ["copy-1000000", "copy-1000001"] && list.eligibleRows == 1_000_000 && list.complete)
        }
    }

    @Test("copies of a single sound have no direction from their mean, and stand in the order of their ids")
    func single() throws {
        let snapshot = try IndexSnapshot(Copies(count: 20_000, vectors: [[1, 2, 3]]))
        #expect(snapshot.rank(wish()).ids == (0..<10).map { "copy-\(1_000_000 + $0)" })
    }

    @Test("equals without vectors stand in the order of their ids", .timeLimit(.minutes(5)))
    func ties() throws {
        let snapshot = try IndexSnapshot(Copies(count: 100_000, vectors: [[]]))
        let list = snapshot.rank(wish())
        #expect(list.ids == (0..<10).map { "copy-\(1_000_000 + $0)" })
    }

    @Test("copies do not hide what else there is")
    func others() throws {
        var sounds = (0..<3_000).map { number in
            sound("a\(10_000 + number)", vector: [1, 0, Float16(number % 2) / 100], seconds: 4)
        }
        sounds += (0..<12).map { sound("b\(10 + $0)", vector: [Float16($0) / 4, 1, 0.5], seconds: Double($0 + 1)) }
        let snapshot = try IndexSnapshot(sounds)
        let wish = request {
            $0.bpm = 128
            $0.playing = ["a10000"]
        }
        let list = snapshot.rank(wish)
        #expect(list.ids == ReferenceRanking(snapshot).best(wish).map(\.id.rawValue))
        #expect(list.ids.count == 10 && list.ids.count { $0.hasPrefix("b") } >= 7)
    }

    @Test("an empty library and one of a single sample give what there is")
    func few() throws {
        #expect(try IndexSnapshot([]).rank(wish()).suggestions.isEmpty)
        let one = try IndexSnapshot([sound("only", vector: [1, 2])])
        #expect(one.rank(wish()).ids == ["only"] && one.rank(wish()).eligibleRows == 1)
        let similar = one.similar(
            to: SampleID("only"), limit: 5, context: nil, taste: TasteProfile(), now: noon)
        #expect(similar?.suggestions.isEmpty == true)
    }

    @Test("where every sample is banned the list is empty, however the bans were said and the filters relaxed")
    func banned() throws {
        let sounds = (0..<200).map { sound("s\($0)", pack: "p\($0 % 4)", tags: ["dark"], vector: [1, Float16($0)]) }
        let snapshot = try IndexSnapshot(sounds)
        var (bySample, byPack, byTag) = (TasteProfile(), TasteProfile(), TasteProfile())
        for sound in sounds { bySample.ban(sample: sound.facts.id) }
        for pack in 0..<4 { byPack.ban(pack: "p\(pack)") }
        if let dark = Tag("dark") { byTag.ban(tag: dark) }
        for taste in [bySample, byPack, byTag] {
            let list = snapshot.rank(request(taste: taste) { $0.bpm = 60 })
            #expect(list.suggestions.isEmpty && list.eligibleRows == 0 && list.complete)
        }
    }
}

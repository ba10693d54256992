import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("A change of the library and the lists on screens")
struct ReachTests {
    private let library = SyntheticLibrary(rows: 900, dimension: 16, seed: 41)

    private func lists(_ snapshot: IndexSnapshot, _ count: Int) -> [ShownList] {
        (0..<count).map { seed in
            let request = RankPropertyTests.library.request(
                over: snapshot.samples, tolerance: Double(seed % 12), policy: KeyPolicy.allCases[seed % 3],
                seed: UInt64(seed))
            return ShownList(request: request, list: snapshot.rank(request))
        }
    }

    private func difference(_ sounds: [Sound], removed: [SampleID] = []) -> LibraryDifference {
        LibraryDifference(sounds: sounds, removed: removed, version: LibraryVersion(generation: 2))
    }

    @Test("a list that is not reached is the list that a ranking would give now, and most are not reached")
    func complete() throws {
        let all = library.sounds()
        let old = try IndexSnapshot(Array(all.prefix(850)))
        let shown = lists(old, 60)
        var (spared, altered) = (0, 0)
        for newcomer in all[850...] {
            // Without moods no prototype moves by what is added.
            var sound = newcomer
            sound.facts.tags = []
            let new = try old.changed(difference([sound]))
            let reached = new.reached(shown, by: new.changes(from: old))
            for (list, isReached) in zip(shown, reached) {
                let now = new.rank(list.request)
                if !isReached { #expect(now.ids == list.list.ids) }
                spared += isReached ? 0 : 1
                altered += now.ids == list.list.ids ? 0 : 1
            }
        }
        #expect(spared > 600 && altered > 5)
    }

    @Test("a list is reached when one of its samples is corrected or goes, and only then by a loss")
    func losses() throws {
        let old = try IndexSnapshot(library)
        let shown = lists(old, 30).filter { $0.list.relaxations.isEmpty && $0.list.suggestions.count == 10 }
        #expect(shown.count > 10)
        for (place, list) in shown.enumerated() {
            let lost = try #require(list.list.suggestions.last?.sample.id)
            let new = try old.changed(difference([], removed: [lost]))
            let reached = new.reached(shown, by: new.changes(from: old))
            #expect(reached[place])
            for (other, isReached) in zip(shown, reached) where isReached {
                let taste = other.request.taste
                let steers =
                    taste.accepted.contains { $0.id == lost } || taste.pins.contains(lost)
                    || other.request.context.playing.contains(lost.rawValue)
                let isNext = other.list.runnerUp?.sample.id == lost
                let spreads = (other.request.context.preferences.adventurous ?? 0) > 0
                #expect(other.list.ids.contains(lost.rawValue) || isNext || steers || spreads)
            }
        }
    }

    @Test("a list that plays, pins or lacks what comes is reached")
    func openLists() throws {
        let old = try IndexSnapshot((0..<20).map { sound("s\($0)", pack: "p\($0)", seconds: Double($0 + 1)) })
        var pinning = TasteProfile()
        pinning.pin(SampleID("new"))
        let requests = [
            request {
                $0.bpm = 128; $0.playing = ["/music/new.wav"]
            }, request(taste: pinning) { $0.bpm = 128 },
            request { $0.bpm = 300 },
            request {
                $0.bpm = 128; $0.preferences.adventurous = 0.5
            },
            request { $0.bpm = 128 },
        ]
        let new = try old.changed(difference([sound("new", bpm: 90, key: 4)]))
        let shown = requests.map { ShownList(request: $0, list: old.rank($0)) }
        #expect(new.reached(shown, by: new.changes(from: old)) == [true, true, true, true, false])
    }

    @Test("a vector of a space that the file has none of is compared at once")
    func newSpace() throws {
        let old = try IndexSnapshot(
            (0..<20).map { sound("s\($0)", vector: [1, Float16($0)], seconds: Double($0 + 1)) })
        let new = try old.changed(
            difference([
                sound("a", vector: [1, 0, 0], seconds: 30, space: .clap),
                sound("b", vector: [0, 1, 0], seconds: 31, space: .clap),
                sound("c", vector: [1, 0.1, 0], seconds: 32, space: .clap),
            ]))
        let list = new.rank(request(limit: 3) { $0.playing = ["a"] })
        #expect(list.ids.first == "c" && list.suggestions.first?.source == .clap)
    }
}

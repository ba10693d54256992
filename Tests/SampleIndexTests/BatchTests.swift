import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("Several sessions in one pass")
struct BatchTests {
    @Test("get the lists they get one by one, with and without changed rows")
    func same() throws {
        let sounds = RankPropertyTests.sounds
        let old = try IndexSnapshot(Array(sounds.prefix(1_400)))
        let new = try old.changed(
            LibraryDifference(
                sounds: Array(sounds.suffix(100)), removed: sounds[50..<70].map(\.facts.id),
                version: LibraryVersion(generation: 2)))
        for snapshot in [old, new] {
            for count in [1, 2, 9] {
                let requests = (0..<count).map { RankPropertyTests.wild(UInt64($0 * 37 + count)) }
                var lists: [SuggestionList] = []
                var told: [Int] = []
                snapshot.rank(requests, scanned: { told.append($0) }) { number, list in
                    #expect(number == lists.count)
                    lists.append(list)
                }
                #expect(told == Array(0..<count))
                #expect(lists == requests.map { snapshot.rank($0) })
            }
        }
        old.rank([]) { _, _ in Issue.record("nothing was asked") }
    }

    @Test("that does not end in time say what part they are of")
    func cut() throws {
        let library = SyntheticLibrary(rows: 6_000, dimension: 16, seed: 61)
        let snapshot = try IndexSnapshot(library)
        let requests = (0..<4).map {
            library.request(over: snapshot.samples, tolerance: 30, policy: .any, seed: UInt64($0))
        }
        var asked = 0
        var parts: [Double] = []
        snapshot.rank(
            requests,
            until: {
                asked += 1; return asked > 2
            }
        ) { _, list in
            #expect(!list.complete && !list.suggestions.isEmpty)
            parts.append(list.scannedPart)
        }
        #expect(parts.count == 4 && parts.allSatisfy { $0 > 0 && $0 < 1 })
    }
}

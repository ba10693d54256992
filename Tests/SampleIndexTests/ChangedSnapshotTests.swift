import Foundation
import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("A library that changes under its index")
struct ChangedSnapshotTests {
    private let library = SyntheticLibrary(rows: 600, dimension: 16, seed: 31)

    /// The same library in any order of changes ranks like one that was built at once, but for statistics of the vectors,
    /// which stay those of the file; rules do not know them.
    @Test("ranks by the rules like an index built anew, and finds, adds and hides the same samples")
    func likeNew() throws {
        let all = library.sounds()
        var changed = all
        for place in stride(from: 0, to: 100, by: 7) {
            changed[place].facts.tempo = Fact(128, confidence: 1, source: .user)
        }
        let removed = Set(all[200..<230].map(\.facts.id))
        let expected = changed.filter { !removed.contains($0.facts.id) }
        let corrected = stride(from: 0, to: 100, by: 7).map { changed[$0] }
        let snapshot = try IndexSnapshot(Array(all.prefix(500)))
            .changed(Array(all.suffix(100)), removed: [], generation: 2)
            .changed(corrected, removed: Array(removed), generation: 3)
        let anew = try IndexSnapshot(expected)
        #expect(snapshot.count == anew.count && snapshot.version.generation == 3)
        for id in removed { #expect(snapshot.sample(id) == nil) }
        for sound in expected { #expect(snapshot.sample(sound.facts.id) == sound.facts) }
        for seed in 0..<60 {
            var request = library.request(
                over: expected.map(\.facts), tolerance: Double(seed % 10), policy: KeyPolicy.allCases[seed % 3],
                seed: UInt64(seed))
            request.mode = .rules
            request.context.preferences.maxPerPack = 1 + seed % 5
            let (mine, wanted) = (snapshot.rank(request), anew.rank(request))
            #expect(mine.eligibleRows == wanted.eligibleRows && mine.relaxations == wanted.relaxations)
            #expect(mine.ids == wanted.ids)
            for (a, b) in zip(mine.suggestions, wanted.suggestions) { #expect(abs(a.score - b.score) < 1e-9) }
        }
    }

    @Test(
        "a sample that comes to an older library, to one of many years, or to none has its own age",
        arguments: [60 * 86_400.0, 5e8, nil])
    func freshness(_ age: Double?) throws {
        let (old, new) = (sound("old", added: -(age ?? 0)), sound("new", added: -86_400))
        let snapshot = try IndexSnapshot(age == nil ? [] : [old]).changed([new], removed: [], generation: 2)
        for bpm in [nil, 128.0] {
            let list = snapshot.rank(request(limit: 2) { $0.bpm = bpm })
            let first = try #require(list.suggestions.first { $0.sample.id == SampleID("new") })
            let points = first.reasons.first { $0.component == .freshness }?.points
            #expect(abs((points ?? 0) - 0.1 * exp(-1.0 / 14)) < 1e-9)
            #expect(first.rank == 1 && list.suggestions.count == (age == nil ? 1 : 2))
        }
    }

    @Test("the fused list is what a brute force over the same rows finds")
    func exact() throws {
        let all = library.sounds()
        let snapshot = try IndexSnapshot(Array(all.prefix(450)))
            .changed(Array(all.suffix(150)), removed: all[10..<40].map(\.facts.id), generation: 2)
        let reference = ReferenceRanking(snapshot)
        for seed in 0..<60 {
            let request = library.request(over: snapshot.samples, tolerance: Double(seed % 12), seed: UInt64(seed) + 70)
            let list = snapshot.rank(request)
            #expect(list.ids == reference.best(request).map(\.id.rawValue))
        }
    }

    @Test("what is taken back is as it was before")
    func undone() throws {
        let all = library.sounds()
        let first = try IndexSnapshot(Array(all.prefix(590)))
        let second = try first.changed(Array(all.suffix(10)), removed: [], generation: 2)
        #expect(second.changedRows == 10 && first.count == 590)
        let third = try second.changed([], removed: all.suffix(10).map(\.facts.id), generation: 3)
        #expect(third.changedRows == 0 && third.count == 590)
        let request = library.request(over: first.samples, tolerance: 8, seed: 5)
        #expect(third.rank(request) == first.rank(request))
    }

    @Test("a library whose every sample goes is empty")
    func emptied() throws {
        let all = library.sounds()
        let empty = try IndexSnapshot(all).changed([], removed: all.map(\.facts.id), generation: 2)
        let list = empty.rank(library.request(over: [SampleFacts](), tolerance: 5, seed: 1))
        #expect(empty.count == 0 && list.suggestions.isEmpty && list.eligibleRows == 0)
    }
}

extension IndexSnapshot {
    func changed(_ sounds: [Sound], removed: [SampleID], generation: Int64) throws -> IndexSnapshot {
        try changed(
            LibraryDifference(sounds: sounds, removed: removed, version: LibraryVersion(generation: generation)))
    }
}

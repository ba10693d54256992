import Library
import Ranking
import SampleIndex
import Testing

@Suite("Sounds that are nearly the same")
struct NearDuplicateTests {
    @Test("the groups are those that comparing every pair finds")
    func pairs() throws {
        var random = SplitMix64(seed: 77)
        let sounds = (0..<300).map { number in
            // A few directions with a little noise, so that there are pairs on both sides of the limit.
            var vector = (0..<8).map { _ in Float16(random.unit() * 0.25) }
            vector[number % 8] += 1
            return sound("s\(number)", vector: vector, seconds: 1 + Double(Int(random.unit() * 40)) / 100)
        }
        let snapshot = try IndexSnapshot(sounds)
        var groups = Dictionary(uniqueKeysWithValues: sounds.map { ($0.facts.id, Set([$0.facts.id])) })
        for a in sounds {
            for b in sounds where a.facts.id < b.facts.id {
                guard let cosine = snapshot.storedCosine(a.facts.id, b.facts.id),
                    ListPolicy.areTwins(cosine, a.facts.durationSeconds, b.facts.durationSeconds)
                else { continue }
                let union = groups[a.facts.id, default: []].union(groups[b.facts.id, default: []])
                for id in union { groups[id] = union }
            }
        }
        let wanted = Set(groups.values.filter { $0.count > 1 })
        #expect(wanted.count > 3)
        let found = try snapshot.nearDuplicates(cosine: ListPolicy.duplicateCosine)
        #expect(Set(found.map(Set.init)) == wanted)
    }

    @Test("none in an empty library, and one group in a library of one sound many times")
    func extremes() throws {
        #expect(try IndexSnapshot([]).nearDuplicates(cosine: 0.98).isEmpty)
        let same = (0..<50).map { sound("s\($0)", vector: [1, 2, 3]) } + [sound("other", vector: [-3, 1, 0])]
        #expect(try IndexSnapshot(same).nearDuplicates(cosine: 0.98).map(\.count) == [50])
    }
}

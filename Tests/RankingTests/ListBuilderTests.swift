import Ranking
import Testing

@Suite("Composing a list")
struct ListBuilderTests {
    private func rows(_ scores: [Double]) -> [ScoredRow] {
        scores.enumerated().map { ScoredRow(row: Int32($0), score: $1) }
    }

    private func compose(
        _ samples: [SampleFacts], _ policy: ListPolicy, pins: [Int] = [],
        cosine: @escaping (Int, Int) -> Double? = { _, _ in nil }
    ) -> [Int] {
        let scored = rows(samples.indices.map { 1 - Double($0) / 100 })
        var builder = ListBuilder(policy, table: FeatureTable(samples), pins: pins.map { scored[$0] }) { row, others in
            others.map { cosine(Int(row), Int($0)) ?? .nan }
        }
        builder.offer(scored)
        if !policy.capIsStrict, !builder.isFull { builder.liftCap() }
        return builder.chosen.map { Int($0.row) }
    }

    @Test("pins come first in pin order and count towards the limit")
    func pins() throws {
        let samples = try (0..<6).map { try loop("\($0)") }
        #expect(compose(samples, ListPolicy(limit: 4, maxPerPack: nil), pins: [5, 2]) == [5, 2, 0, 1])
        #expect(compose(samples, ListPolicy(limit: 1, maxPerPack: nil), pins: [5, 2]) == [5])
        #expect(compose(samples, ListPolicy(limit: 0, maxPerPack: nil), pins: [5]).isEmpty)
    }

    @Test("a wished cap is kept, the default one gives way to a full list")
    func caps() throws {
        let samples = try ["a", "a", "a", "b", "a", "", "", ""].enumerated().map { try loop("\($0)", pack: $1) }
        #expect(compose(samples, ListPolicy(limit: 8, maxPerPack: 2)) == [0, 1, 3, 5, 6, 7])
        #expect(compose(samples, ListPolicy(limit: 8, maxPerPack: 2, capIsStrict: false)) == [0, 1, 3, 5, 6, 7, 2, 4])
        #expect(compose(samples, ListPolicy(limit: 3, maxPerPack: 2, capIsStrict: false)) == [0, 1, 3])
    }

    @Test(
        "a near-duplicate is dropped only when sound and length agree",
        arguments: [
            (0.99, 4.0, false), (0.99, 4.07, false), (0.99, 4.2, true), (0.98, 4, true), (0.5, 4, true),
        ])
    func duplicates(_ cosine: Double, _ seconds: Double, _ stays: Bool) throws {
        let samples = [try loop("0"), try loop("1", seconds: seconds)]
        #expect(compose(samples, ListPolicy(limit: 2, maxPerPack: nil)) { _, _ in cosine }.count == (stays ? 2 : 1))
    }

    @Test("an adventurous list spreads, a careful one is pure score order")
    func spread() throws {
        let samples = try (0..<6).map { try loop("\($0)", seconds: Double($0 + 1)) }
        // Rows 0…3 sound alike, 4 and 5 do not.
        let cosine: (Int, Int) -> Double? = { a, b in a < 4 && b < 4 ? 0.9 : 0 }
        #expect(compose(samples, ListPolicy(limit: 3, maxPerPack: nil), cosine: cosine) == [0, 1, 2])
        #expect(compose(samples, ListPolicy(limit: 3, maxPerPack: nil, diversity: 0.5), cosine: cosine) == [0, 4, 5])
    }

    @Test(
        "neighbours that differ by less than 0.005 keep the order people look at",
        arguments: [
            ([0.500, 0.498], [1, 0], [1, 0]), ([0.500, 0.494], [1, 0], [0, 1]), ([0.500, 0.498], [0, 1], [0, 1]),
            ([0.500, 0.498], [], [0, 1]), ([0.500, 0.498], [1], [0, 1]),
            ([0.500, 0.498, 0.496], [2, 1, 0], [2, 1, 0]),
            ([0.500, 0.497, 0.494], [2, 1, 0], [1, 0, 2]),
        ])
    func hysteresis(_ scores: [Double], _ previous: [Int32], _ expected: [Int32]) {
        let settled = rows(scores).settled(against: previous)
        #expect(Set(settled.map(\.row)) == Set(expected))
        if scores.count < 3 { #expect(settled.map(\.row) == expected) }
        for (upper, row) in settled.enumerated() {
            for below in settled.dropFirst(upper + 1) { #expect(below.score - row.score < ListPolicy.hysteresis) }
        }
    }
}

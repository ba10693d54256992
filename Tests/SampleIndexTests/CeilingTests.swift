import Library
import Music
import Ranking
import SampleIndex
import Testing

@Suite("What a block of rows can score at most")
struct CeilingTests {
    @Test("is never less than a row of it scores, whatever is wished and was taught")
    func holds() throws {
        let samples = RankPropertyTests.sounds.map(\.facts)
        let table = FeatureTable(samples)
        var reached = 0
        for seed in 0..<120 {
            var request = RankPropertyTests.wild(UInt64(seed) + 9_000)
            if seed % 3 == 0 { request.context.timeRemainingSeconds = 60 }
            let query = Query(compiling: request, for: table)
            for start in stride(from: 0, to: samples.count, by: 32) {
                let rows = start..<min(start + 32, samples.count)
                let ceiling = query.ceiling(of: rows, in: table)
                let scores = rows.compactMap { query.points(ofRow: $0, in: table, cosine: nil)?.total }
                #expect(scores.allSatisfy { $0 <= ceiling })
                if ceiling < .infinity, let best = scores.max(), ceiling - best < 0.2 { reached += 1 }
            }
        }
        // Not a bound that says nothing: it is often near the best of its block.
        #expect(reached > 200)
    }
}

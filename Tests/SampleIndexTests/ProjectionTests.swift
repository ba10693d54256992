import Library
import Music
import Ranking
import SampleIndex
import Testing

/// Vectors longer than an index stores are brought onto their principal components.
@Suite("Long vectors")
struct ProjectionTests {
    /// Sounds whose vectors have `length` values but move in few directions only.
    private func sounds(_ count: Int, length: Int, directions: Int) -> [Sound] {
        var random = SplitMix64(seed: 41)
        func value() -> Float { Float(random.unit() + random.unit() + random.unit() - 1.5) }
        let axes = (0..<directions).map { _ in (0..<length).map { _ in value() } }
        return (0..<count).map { number in
            let weights = (0..<directions).map { _ in value() }
            let vector = (0..<length).map { column in
                Float16(zip(weights, axes).reduce(Float(3)) { $0 + $1.0 * $1.1[column] } / 8)
            }
            return sound("s\(number)", pack: "\(number)", vector: vector)
        }
    }

    @Test("neighbours stay neighbours, and the same library gives the same lists")
    func neighbours() throws {
        let sounds = sounds(120, length: 700, directions: 6)
        let snapshot = try IndexSnapshot(sounds)
        let again = try IndexSnapshot(sounds.reversed())
        // The nearest by correlation of the standardised values, computed here in double precision.
        let columns = (0..<700).map { column in sounds.map { Double($0.vector[column]) } }
        let standardised = columns.map { column -> [Double] in
            let mean = column.reduce(0, +) / 120
            let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 119).squareRoot()
            return column.map { ($0 - mean) / deviation }
        }
        func cosine(_ a: Int, _ b: Int) -> Double {
            var (ab, aa, bb) = (0.0, 0.0, 0.0)
            for column in standardised {
                ab += column[a] * column[b]
                aa += column[a] * column[a]
                bb += column[b] * column[b]
            }
            return ab / (aa * bb).squareRoot()
        }
        for query in [0, 33, 71] {
            let nearest = (0..<120).filter { $0 != query }.max { cosine(query, $0) < cosine(query, $1) }
            let id = SampleID("s\(query)")
            let list = try #require(
                snapshot.similar(to: id, limit: 5, context: nil, taste: TasteProfile(), now: noon))
            #expect(list.ids.first == nearest.map { "s\($0)" })
            let other = again.similar(to: id, limit: 5, context: nil, taste: TasteProfile(), now: noon)
            #expect(other?.ids == list.ids)
        }
    }

    @Test("identical vectors, constant columns and one sample alone are no trouble", arguments: [1, 2, 5])
    func degenerate(count: Int) throws {
        let same = (0..<count).map { sound("s\($0)", vector: (0..<600).map { Float16($0 % 3) }) }
        let snapshot = try IndexSnapshot(same)
        #expect(snapshot.rank(request { $0.playing = ["s0"] }).suggestions.count == min(count - 1, 10))
    }
}

import SampleIndex
import Testing

@Suite("The turn that spreads vectors over their values")
struct RotationTests {
    private static func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test("keeps every length and angle", arguments: [1, 2, 3, 64, 100, 200, 256, 511, 512])
    func angles(dimension: Int) {
        var random = SplitMix64(seed: UInt64(dimension))
        let vectors = (0..<8).map { _ in (0..<dimension).map { _ in Float(random.unit() - 0.5) } }
        let turned = vectors.map { vector in
            var vector = vector
            Rotation.turn(&vector)
            return vector
        }
        for a in vectors.indices {
            for b in vectors.indices {
                let lengths = (Self.product(vectors[a], vectors[a]) * Self.product(vectors[b], vectors[b])).squareRoot()
                #expect(
                    abs(Self.product(turned[a], turned[b]) - Self.product(vectors[a], vectors[b])) <= 1e-5 * lengths)
            }
        }
    }

    @Test("a vector along one value or few lies along all of them", arguments: [64, 100, 200, 512])
    func spread(dimension: Int) {
        for few in [1, 2, 5] {
            var vector = (0..<dimension).map { $0 < few ? Float($0 + 1) : 0 }
            Rotation.turn(&vector)
            let mean = (Self.product(vector, vector) / Double(dimension)).squareRoot()
            let greatest = vector.reduce(0) { max($0, $1.magnitude) }
            // Five deviations of a normal value, which one in a million exceeds.
            #expect(Double(greatest) <= 5 * mean)
        }
    }
}

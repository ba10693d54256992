/// Where the vectors of a synthetic library lie, and the last one, of which the next may be a variation.
struct SyntheticVectors {
    private let dimension: Int
    private let vectors: SyntheticLibrary.Vectors
    private var centres: [[Float]]
    private var packs: [[Float]] = []
    /// The spread in each direction.
    private var spread: [Float] = []
    private var last: [Float] = []

    init(dimension: Int, vectors: SyntheticLibrary.Vectors, packs count: Int, _ random: inout SplitMix64) {
        self.dimension = dimension
        self.vectors = vectors
        func scattered() -> [Float] { (0..<dimension).map { _ in random.normal() } }
        centres = (0..<64).map { _ in scattered() }
        guard vectors == .clustered else { return }
        spread = (0..<dimension).map { place in
            // Roots are rounded alike on every machine, powers are not.
            let number = Float(place + 1)
            return (1 / (number * number.squareRoot().squareRoot())).squareRoot()
        }
        packs = (0..<count).map { _ in scattered() }
    }

    /// Unit length, half precision.
    mutating func vector(pack: Int, _ random: inout SplitMix64) -> [Float16] {
        var values: [Float]
        switch vectors {
        case .scattered:
            values = centres[pack % centres.count].map { $0 * 0.6 + random.normal() }
        case .clustered:
            let centre = centres[Int(random.unit() * Double(centres.count))]
            if !last.isEmpty, random.unit() < 0.2 {
                values = last
                for place in values.indices { values[place] += 0.3 * spread[place] * random.normal() }
            } else {
                values = []
                values.reserveCapacity(dimension)
                for place in 0..<dimension {
                    let value = 0.7 * centre[place] + 0.5 * packs[pack][place] + 0.5 * random.normal()
                    values.append(spread[place] * value)
                }
            }
            last = values
        }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > 0 { for index in values.indices { values[index] /= length } }
        return values.map { Float16($0) }
    }
}

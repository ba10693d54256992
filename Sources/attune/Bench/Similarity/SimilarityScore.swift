import Ranking
import SampleIndex

/// Of the nearest neighbours of every sound: how many are of its family.
struct SimilarityScore {
    /// Neighbours that are looked at.
    static let depth = 5

    /// Of each family with more than ``depth`` sounds: how many those are, and the share of their neighbours that is of
    /// the family.
    private(set) var families: [(family: InstrumentFamily, sounds: Int, precision: Double)] = []
    /// The share over all of those sounds.
    private(set) var precision = 0.0
    /// The share that neighbours drawn by lot would have.
    private(set) var chance = 0.0
    /// Sounds whose neighbours were looked at.
    private(set) var sounds = 0

    /// - Parameter index: sounds without a family are left out, also as neighbours.
    init(_ index: IndexSnapshot) {
        let samples = index.samples.filter { $0.embedding != nil }
        let known = Dictionary(
            uniqueKeysWithValues: samples.compactMap { facts in
                InstrumentFamily(path: facts.path).map { (facts.id, $0) }
            })
        let sizes = Dictionary(known.map { ($1, 1) }, uniquingKeysWith: +)
        var hits: [InstrumentFamily: Int] = [:]
        for (id, family) in known where (sizes[family] ?? 0) > Self.depth {
            let near = index.neighbours(of: id).filter { known[$0] != nil }.prefix(Self.depth)
            hits[family, default: 0] += near.count { known[$0] == family }
        }
        for family in InstrumentFamily.allCases {
            guard let size = sizes[family], size > Self.depth else { continue }
            families.append((family, size, Double(hits[family] ?? 0) / Double(size * Self.depth)))
            precision += Double(hits[family] ?? 0) / Double(Self.depth)
            chance += Double(size * (size - 1)) / Double(max(1, known.count - 1))
            sounds += size
        }
        precision /= Double(max(1, sounds))
        chance /= Double(max(1, sounds))
    }
}

public import Library
public import Ranking
import Synchronization

/// The library at one moment, laid out for exact ranking. Immutable and swapped whole: readers never wait.
///
/// Building is O(rows × dimension + rows log rows). A ranking costs O(log rows) to find the eligible ranges and
/// O(eligible rows × dimension) to score them; it does not grow with the rest of the library.
/// Memory is 4 bytes × dimension a row, and the facts.
public final class IndexSnapshot: Sendable {
    let table: FeatureTable
    let clusters: RowClusters
    let matrices: [EmbeddingSpace: EmbeddingMatrix]
    let order: RowOrder
    /// Mood prototypes, made when first asked for. They follow from the rest, so the cache is not part of the value.
    let prototypes = Mutex<[PrototypeKey: [Float]]>([:])

    /// Takes every sound. A vector that is not finite, is zero, or has another length than most of its space is left
    /// out; its sample is ranked by the rules alone. Of sounds with the same id the first counts.
    public init(_ sounds: [Sound]) {
        BLAS.prepare()
        var known: Set<SampleID> = []
        known.reserveCapacity(sounds.count)
        let sounds = sounds.allSatisfy { known.insert($0.facts.id).inserted } ? sounds : Self.distinct(sounds)
        let facts = sounds.map(\.facts)
        let order = RowClusters.order(facts)
        let rows = order.map { facts[Int($0)] }
        table = FeatureTable(rows)
        clusters = RowClusters(rows)
        var matrices: [EmbeddingSpace: EmbeddingMatrix] = [:]
        for space in EmbeddingSpace.allCases {
            matrices[space] = EmbeddingMatrix(sounds, order: order, space: space)
        }
        self.matrices = matrices
        self.order = RowOrder(rows)
    }

    private static func distinct(_ sounds: [Sound]) -> [Sound] {
        var known: Set<SampleID> = []
        return sounds.filter { known.insert($0.facts.id).inserted }
    }

    /// Samples in the library.
    public var count: Int { table.count }

    public func sample(_ id: SampleID) -> SampleFacts? { table.row(of: id).map { table.samples[$0] } }

    /// The samples of a file name with extension; the same name may stand in several folders.
    public func samples(named fileName: String) -> [SampleID] {
        table.rows(named: fileName).map { table.samples[$0].id }
    }

    /// The cosine between two rows' vectors; `nil` unless both have one in the same space.
    func cosine(_ a: Int, _ b: Int) -> Double? {
        guard let space = table.samples[a].embedding, space == table.samples[b].embedding, let matrix = matrices[space],
            let first = matrix.place(ofRow: a), let second = matrix.place(ofRow: b)
        else { return nil }
        return BLAS.product(matrix.values, first * matrix.dimension, second * matrix.dimension, count: matrix.dimension)
    }
}

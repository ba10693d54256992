public import Library
public import Ranking

/// The library at one moment, laid out for exact ranking. Immutable and swapped whole: readers never wait.
///
/// The first segment is an index file or its like in memory; what changed since stands in a second, small segment, and
/// rows that changed or went are hidden (``changed(_:removed:generation:)``). A ranking costs O(log rows) to find the
/// eligible ranges and O(eligible rows × dimension) to score them; it does not grow with the rest of the library.
/// Memory is 2 bytes × dimension (up to a multiple of 64) a row and about 100 more; facts stay in the file until they are shown.
public final class IndexSnapshot: Sendable {
    let table: FeatureTable
    let segments: [Segment]
    /// What the first segment lacks of the library.
    let changes: Changes
    /// The state of the library this snapshot shows.
    public let version: LibraryVersion

    /// What was added to and hidden from the first segment.
    struct Changes: Sendable {
        var added: [SampleID: AddedRow] = [:]
        var hidden: Set<Int> = []
        /// Of the spaces that the first segment has none of.
        var projections: [EmbeddingSpace: EmbeddingProjection] = [:]
    }

    /// The spaces that vectors are in, with the number of values they are compared by.
    var spaces: [EmbeddingSpace: Int] {
        var spaces: [EmbeddingSpace: Int] = [:]
        for segment in segments {
            for (space, matrix) in segment.matrices { spaces[space] = matrix.dimension }
        }
        return spaces
    }

    init(table: FeatureTable, segments: [Segment], changes: Changes, version: LibraryVersion) {
        self.table = table
        self.segments = segments
        self.changes = changes
        self.version = version
    }

    /// Takes every sound, in memory. A vector that is not finite, is zero, or has another length than most of its space
    /// is left out; its sample is ranked by the rules alone. Of sounds with the same id the first counts.
    ///
    /// - Throws: ``IndexFileError`` when there is no memory.
    public convenience init(_ sounds: some SoundSource, version: LibraryVersion = LibraryVersion()) throws {
        let bytes = try SnapshotBuilder(sounds).write(sounds, to: nil, version: version)
        try self.init(bytes)
    }

    /// Samples in the library.
    public var count: Int { table.count }

    /// Rows that a search must pass beside those of the index file.
    public var changedRows: Int { changes.added.count + changes.hidden.count }

    public func sample(_ id: SampleID) -> SampleFacts? { table.row(of: id).map(table.facts(ofRow:)) }

    /// Every sample in row order, each read when it is asked for.
    package var samples: some RandomAccessCollection<SampleFacts> {
        let rows = (0..<Int32(table.rowCount)).filter { !table.isHidden(Int($0)) }
        return rows.lazy.map { [table] in table.facts(ofRow: Int($0)) }
    }

    /// The samples of a file name with extension; the same name may stand in several folders.
    public func samples(named fileName: String) -> [SampleID] {
        table.rows(named: fileName).map { table.facts(ofRow: $0).id }
    }

    func segment(of row: Int) -> Segment {
        segments.count > 1 && row >= segments[1].first ? segments[1] : segments[0]
    }

    /// The vector of a row as stored, and its space; `nil` without one.
    func vector(ofRow row: Int) -> (space: EmbeddingSpace, vector: [Float])? { segment(of: row).vector(ofRow: row) }

    /// The vector of a row as a target: of unit length to single precision; `nil` without a direction.
    func unitVector(ofRow row: Int) -> (space: EmbeddingSpace, vector: [Float])? {
        guard let (space, stored) = vector(ofRow: row) else { return nil }
        var mean = MeanVector(space, dimension: stored.count, of: self)
        mean.add(stored, weight: 1)
        return mean.unit.map { (space, $0) }
    }
}

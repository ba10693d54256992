import Foundation
public import Library
import Music
import Ranking

extension IndexSnapshot {
    /// Builds the index file of a library at `path` and opens it. The file is complete or not there at all: it is written
    /// beside its place, flushed, and moved there.
    ///
    /// - Parameters:
    ///   - version: the state of the library that `source` reads.
    ///   - previous: keeps its statistics of the vectors while they still suit the library.
    public static func build(
        _ source: some SoundSource, at path: String, version: LibraryVersion, previous: IndexSnapshot? = nil
    ) throws -> IndexSnapshot {
        let scratch = path + ".new"
        let builder = try SnapshotBuilder(source, projections: previous?.projections ?? [:])
        _ = try builder.write(source, to: scratch, version: version)
        guard unsafe rename(scratch, path) == 0 else { throw IndexFileError.system(path, code: errno) }
        Self.syncFolder(of: path)
        return try IndexSnapshot(opening: path)
    }

    /// Opens an index file. Every byte of it is checked first.
    public convenience init(opening path: String) throws(IndexFileError) {
        try self.init(MappedBytes(opening: path))
    }

    convenience init(_ bytes: MappedBytes) throws(IndexFileError) {
        let header = try IndexFile.readHeader(bytes)
        func section(_ kind: IndexFile.Kind) throws(IndexFileError) -> IndexFile.Section {
            guard let section = header[kind] else { throw .damaged("it has no section \(kind)") }
            return section
        }
        let features = bytes.load(try section(.features).range, as: RowFeatures.self)
        let tags = bytes.load(try section(.tags).range, as: Int32.self)
        let vocabulary = Vocabulary(
            packs: IndexFile.texts(bytes, in: try section(.packs)),
            tags: IndexFile.texts(bytes, in: try section(.tagNames)).compactMap { Tag($0) })
        let facts = PackedFacts(
            count: header.rows, bytes: bytes, facts: try section(.facts).range.lowerBound,
            places: try section(.factPlaces).range.lowerBound, idOrder: try section(.idOrder).range.lowerBound,
            nameOrder: try section(.nameOrder).range.lowerBound,
            idPrefixes: try section(.idPrefixes).range.lowerBound, tags: tags, vocabulary: vocabulary)
        var matrices: [EmbeddingSpace: EmbeddingMatrix] = [:]
        for space in EmbeddingSpace.allCases where header[space.sections.vectors] != nil {
            let vectors = try section(space.sections.vectors)
            let projection = bytes.load(try section(space.sections.projection).range, as: UInt8.self)
            let places = bytes.load(try section(space.sections.places).range, as: Int32.self)
            guard let projection = EmbeddingProjection(decoding: projection) else {
                throw .damaged("the statistics of \(space.rawValue) cannot be read")
            }
            let rows = VectorRows(
                bytes, at: vectors.range.lowerBound, count: Int(places.last ?? 0), dimension: vectors.dimension)
            matrices[space] = EmbeddingMatrix(space: space, rows: rows, places: places, projection: projection)
        }
        let clusters = RowClusters(
            partitions: features.map(\.keyPartition), tempi: features.map(\.beatsPerMinute))
        self.init(
            table: FeatureTable(
                rows: features, tags: tags, vocabulary: vocabulary, newest: UnixTime(header.newest), facts: facts),
            segments: [Segment(first: 0, clusters: clusters, matrices: matrices)], changes: Changes(),
            version: header.version)
        // The check has read the whole file; what no scan needs may leave memory again.
        for kind in [IndexFile.Kind.features, .tags, .facts, .factPlaces, .idOrder, .nameOrder, .idPrefixes] {
            if let section = header[kind] { bytes.release(section.range) }
        }
    }

    /// What the vectors of each space went through.
    var projections: [EmbeddingSpace: EmbeddingProjection] { segments[0].matrices.mapValues(\.projection) }

    /// The name of a new file is on the disk only once its folder is.
    private static func syncFolder(of path: String) {
        let folder = unsafe open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

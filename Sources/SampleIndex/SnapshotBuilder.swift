import Library
import Music
import Ranking

/// Lays a library out as an index file, in memory or on the disk: one pass for the facts, one for the statistics of the
/// vectors, and one that writes each vector to its row. The vectors are never in memory beside the index itself.
struct SnapshotBuilder {
    private let plan: RowPlan
    private let arrangement: RowArrangement
    private var spaces: [SpacePlan] = []

    /// What is to be stored of one space.
    private struct SpacePlan {
        var space: EmbeddingSpace
        /// Of the vectors as the library has them.
        var length: Int32
        var projection: EmbeddingProjection
        /// As in ``EmbeddingMatrix/places``.
        var places: [Int32]

        var vectors: Int { Int(places.last ?? 0) }
    }

    /// - Parameter projections: kept for their spaces while they still suit them; other spaces get new ones.
    init(_ source: some SoundSource, projections: [EmbeddingSpace: EmbeddingProjection] = [:]) throws {
        plan = try RowPlan(source)
        arrangement = RowArrangement(plan)
        for space in EmbeddingSpace.allCases {
            if let found = try spacePlan(space, source, known: projections[space]) { spaces.append(found) }
        }
    }

    private func spacePlan(
        _ space: EmbeddingSpace, _ source: some SoundSource, known: EmbeddingProjection?
    ) throws -> SpacePlan? {
        var counts: [Int32: Int] = [:]
        for sound in arrangement.sounds where isIn(space, sound) { counts[plan.lengths[Int(sound)], default: 0] += 1 }
        // Of equally common lengths the longer one, so that the choice does not depend on hashing.
        guard let length = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
        var places: [Int32] = [0]
        places.reserveCapacity(arrangement.sounds.count + 1)
        for sound in arrangement.sounds { places.append((places.last ?? 0) + (has(length, space, sound) ? 1 : 0)) }
        let vectors = Int(places.last ?? 0)
        if let known, known.suits(length: Int(length), vectors: vectors) {
            return SpacePlan(space: space, length: length, projection: known, places: places)
        }
        var fit = ProjectionFit(dimension: Int(length), count: vectors)
        try forEachVector(source, of: length, space) { _, vector in fit.add(vector) }
        return SpacePlan(space: space, length: length, projection: fit.finish(), places: places)
    }

    private func isIn(_ space: EmbeddingSpace, _ sound: Int32) -> Bool {
        plan.lengths[Int(sound)] > 0 && plan.records[Int(sound)].embedding == space
    }

    private func has(_ length: Int32, _ space: EmbeddingSpace, _ sound: Int32) -> Bool {
        plan.lengths[Int(sound)] == length && isIn(space, sound)
    }

    /// Reads the library again for the vectors of a space, each with its row.
    private func forEachVector(
        _ source: some SoundSource, of length: Int32, _ space: EmbeddingSpace, _ body: (Int, [Float16]) -> Void
    ) throws {
        var place: Int32 = 0
        try source.forEach { sound in
            let row = arrangement.rows[Int(place)]
            if row >= 0, has(length, space, place) { body(Int(row), sound.vector) }
            place += 1
        }
    }

    /// Writes the index to a new file at `path`, or to memory without one.
    func write(_ source: some SoundSource, to path: String?, version: LibraryVersion) throws -> MappedBytes {
        let packs = IndexFile.encoded(plan.vocabulary.packs)
        let tagNames = IndexFile.encoded(plan.vocabulary.tags.map(\.text))
        let rows = arrangement.sounds.count
        var sizes: [(kind: IndexFile.Kind, bytes: Int, dimension: Int)] = [
            (.features, rows * MemoryLayout<RowFeatures>.stride, 0), (.tags, plan.tags.count * 4, 0),
            (.facts, rows * MemoryLayout<FactRecord>.stride + arrangement.textBytes(plan), 0),
            (.factPlaces, (rows + 1) * 8, 0), (.idOrder, rows * 4, 0), (.nameOrder, rows * 4, 0),
            (.idPrefixes, rows * 8, 0), (.packs, packs.count, 0),
            (.tagNames, tagNames.count, 0),
        ]
        for plan in spaces {
            let dimension = plan.projection.outputDimension
            let vectors = VectorRows.byteCount(rows: plan.vectors, dimension: dimension)
            sizes.append((plan.space.sections.places, plan.places.count * 4, dimension))
            sizes.append((plan.space.sections.projection, plan.projection.encoded.count, dimension))
            sizes.append((plan.space.sections.vectors, vectors, dimension))
        }
        let header = IndexFile.Header(
            version: version, rows: rows, newest: plan.newest.seconds, sections: IndexFile.layout(sizes))
        let bytes: MappedBytes
        if let path {
            bytes = try MappedBytes(creating: path, count: header.length)
        } else {
            bytes = try MappedBytes(count: header.length)
        }
        storeRows(header, bytes)
        bytes.store(packs, in: header[.packs])
        bytes.store(tagNames, in: header[.tagNames])
        for plan in spaces {
            bytes.store(plan.places, in: header[plan.space.sections.places])
            bytes.store(plan.projection.encoded, in: header[plan.space.sections.projection])
            guard let section = header[plan.space.sections.vectors] else { continue }
            let rows = VectorRows(
                bytes, at: section.range.lowerBound, count: plan.vectors, dimension: section.dimension)
            try forEachVector(source, of: plan.length, plan.space) { row, vector in
                rows.store(plan.projection.unit(vector), at: Int(plan.places[row]))
            }
        }
        IndexFile.writeHeader(header, to: bytes)
        try bytes.seal()
        return bytes
    }

    /// The columns of facts, in row order.
    private func storeRows(_ header: IndexFile.Header, _ bytes: MappedBytes) {
        var features: [RowFeatures] = []
        var places: [UInt64] = [0]
        var tags: [Int32] = []
        features.reserveCapacity(header.rows)
        places.reserveCapacity(header.rows + 1)
        let facts = header[.facts]?.range.lowerBound ?? 0
        tags.reserveCapacity(plan.tags.count)
        for sound in arrangement.sounds {
            let row = plan.features[Int(sound)]
            var record = plan.records[Int(sound)]
            let first = Int(record.firstTag)
            record.firstTag = Int32(tags.count)
            features.append(
                row.placed(
                    firstTag: record.firstTag, addedAt: UnixTime(record.addedAt), newest: plan.newest))
            let place = facts + Int(places.last ?? 0)
            let text = plan.text[plan.textStarts[Int(sound)]..<plan.textStarts[Int(sound) + 1]]
            bytes.store([record], at: place)
            bytes.store(Array(text), at: place + MemoryLayout<FactRecord>.stride)
            places.append(UInt64(place - facts + MemoryLayout<FactRecord>.stride + text.count))
            tags += plan.tags[first..<first + Int(record.tagCount)]
        }
        bytes.store(features, in: header[.features])
        bytes.store(places, in: header[.factPlaces])
        bytes.store(tags, in: header[.tags])
        bytes.store(arrangement.byID, in: header[.idOrder])
        bytes.store(arrangement.byName, in: header[.nameOrder])
        bytes.store(
            arrangement.byID.map { plan.idPrefixes[Int(arrangement.sounds[Int($0)])] }, in: header[.idPrefixes])
    }
}

extension MappedBytes {
    fileprivate func store<Value: BitwiseCopyable>(_ values: [Value], in section: IndexFile.Section?) {
        if let section { store(values, at: section.range.lowerBound) }
    }
}

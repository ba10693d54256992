public import Library
import Music
import Ranking

/// A row beside the index file: its facts, and its vector as the file would hold it.
struct AddedRow: Sendable {
    var facts: SampleFacts
    /// Unit length, projected; `nil` without one that can be compared with the file's.
    var vector: [Float]?
}

extension IndexSnapshot {
    /// This library after a change: some sounds new or different, others gone. The index file is not touched; readers of
    /// this snapshot go on. O(everything changed since the file was made).
    ///
    /// A vector of a space that the file has none of is compared as it is with others of that space. One of another length
    /// than its space's waits for the next file; until then its sample is ranked by the rules. The next file is due at once
    /// (``isWorn``) in both cases.
    ///
    /// - Throws: when there is no memory.
    public func changed(_ difference: LibraryDifference) throws(IndexFileError) -> IndexSnapshot {
        let (sounds, removed) = (difference.sounds, difference.removed)
        var changes = changes
        for id in removed + sounds.map(\.facts.id) {
            if changes.added.removeValue(forKey: id) == nil, let row = table.row(of: id) { changes.hidden.insert(row) }
        }
        for sound in sounds {
            changes.added[sound.facts.id] = AddedRow(facts: sound.facts, vector: unit(sound, &changes))
        }
        return try with(changes, version: difference.version)
    }

    /// The vector of a sound as the index compares it; `nil` when it cannot.
    private func unit(_ sound: Sound, _ changes: inout Changes) -> [Float]? {
        guard let space = sound.facts.embedding, sound.isComparable else { return nil }
        let length = sound.vector.count
        let new = EmbeddingProjection(fittedOn: 0, mean: Array(repeating: 0, count: length))
        let projection = segments[0].matrices[space]?.projection ?? changes.projections[space] ?? new
        guard projection.inputDimension == length else { return nil }
        if segments[0].matrices[space] == nil { changes.projections[space] = projection }
        return projection.unit(sound.vector)
    }

    /// What a person would find different from an older snapshot of the same library. O(rows changed since the older or
    /// the newer one's file was made), and O(rows) when the files are not the same.
    public func changes(from old: IndexSnapshot) -> LibraryChange {
        var change = LibraryChange()
        let candidates: Set<SampleID>
        if segments[0] === old.segments[0] {
            let hidden = changes.hidden.symmetricDifference(old.changes.hidden)
            candidates = Set(changes.added.keys).union(old.changes.added.keys)
                .union(hidden.map { table.facts(ofRow: $0).id })
        } else {
            candidates = Set(samples.map(\.id)).union(old.samples.map(\.id))
        }
        for id in candidates.sorted() {
            switch (old.sample(id), sample(id)) {
            case (nil, .some): change.added.append(id)
            case (.some, nil): change.removed.append(id)
            case (let before, let after) where before != after: change.changed.append(id)
            default: break
            }
        }
        return change
    }

    private func with(_ changes: Changes, version: LibraryVersion) throws(IndexFileError) -> IndexSnapshot {
        let rows = changes.added.values.sorted { a, b in
            let (first, second) = (Self.clusterKey(a.facts), Self.clusterKey(b.facts))
            return first == second ? a.facts.id < b.facts.id : first < second
        }
        let main = segments[0]
        let table = table.changed(adding: rows.map(\.facts), hiding: changes.hidden)
        let segments = rows.isEmpty ? [main] : [main, try segment(of: rows, changes, after: main)]
        return IndexSnapshot(table: table, segments: segments, changes: changes, version: version)
    }

    private func segment(
        of rows: [AddedRow], _ changes: Changes, after main: Segment
    ) throws(IndexFileError) -> Segment {
        let clusters = RowClusters(
            partitions: rows.map { $0.facts.keyPartition }, tempi: rows.map { $0.facts.tempo?.value ?? .nan })
        var matrices: [EmbeddingSpace: EmbeddingMatrix] = [:]
        let projections = main.matrices.mapValues(\.projection).merging(changes.projections) { known, _ in known }
        for (space, projection) in projections {
            let dimension = projection.outputDimension
            let vectors = rows.map { $0.facts.embedding == space ? $0.vector : nil }
            var places: [Int32] = [0]
            for vector in vectors { places.append((places.last ?? 0) + (vector == nil ? 0 : 1)) }
            let count = Int(places.last ?? 0)
            guard count > 0 else { continue }
            let bytes = try MappedBytes(count: VectorRows.byteCount(rows: count, dimension: dimension))
            let stored = VectorRows(bytes, at: 0, count: count, dimension: dimension)
            for (row, vector) in vectors.enumerated() {
                if let vector { stored.store(vector, at: Int(places[row])) }
            }
            matrices[space] = EmbeddingMatrix(
                space: space, rows: stored, places: places, projection: projection)
        }
        return Segment(first: main.clusters.count, clusters: clusters, matrices: matrices)
    }

    private static func clusterKey(_ facts: SampleFacts) -> (UInt8, Double) {
        (facts.keyPartition, facts.tempo?.value ?? .infinity)
    }
}

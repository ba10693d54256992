public import Library
import Music
public import Ranking

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
    /// A vector of a space or length that the file has none of waits for the next file; until then its sample is ranked
    /// by the rules.
    public func changed(_ sounds: [Sound], removed: [SampleID], generation: Int64) -> IndexSnapshot {
        var changes = changes
        for id in removed + sounds.map(\.facts.id) {
            if changes.added.removeValue(forKey: id) == nil, let row = table.row(of: id) { changes.hidden.insert(row) }
        }
        for sound in sounds {
            let vector: [Float]? =
                if let space = sound.facts.embedding, sound.isComparable,
                    let projection = segments[0].matrices[space]?.projection,
                    projection.inputDimension == sound.vector.count
                { projection.unit(sound.vector) } else { nil }
            changes.added[sound.facts.id] = AddedRow(facts: sound.facts, vector: vector)
        }
        return with(changes, generation: generation)
    }

    private func with(_ changes: Changes, generation: Int64) -> IndexSnapshot {
        let rows = changes.added.values.sorted { a, b in
            let (first, second) = (Self.clusterKey(a.facts), Self.clusterKey(b.facts))
            return first == second ? a.facts.id < b.facts.id : first < second
        }
        let main = segments[0]
        let table = table.changed(adding: rows.map(\.facts), hiding: changes.hidden)
        guard !rows.isEmpty, let added = try? segment(of: rows, after: main) else {
            return IndexSnapshot(table: table, segments: [main], changes: changes, generation: generation)
        }
        return IndexSnapshot(table: table, segments: [main, added], changes: changes, generation: generation)
    }

    private func segment(of rows: [AddedRow], after main: Segment) throws -> Segment {
        let clusters = RowClusters(
            partitions: rows.map { $0.facts.keyPartition }, tempi: rows.map { $0.facts.tempo?.value ?? .nan })
        var matrices: [EmbeddingSpace: EmbeddingMatrix] = [:]
        for (space, matrix) in main.matrices {
            let vectors = rows.map { $0.facts.embedding == space ? $0.vector : nil }
            var places: [Int32] = [0]
            for vector in vectors { places.append((places.last ?? 0) + (vector == nil ? 0 : 1)) }
            let count = Int(places.last ?? 0)
            guard count > 0 else { continue }
            let bytes = try MappedBytes(count: HalfRows.byteCount(rows: count, dimension: matrix.dimension))
            let halves = HalfRows(bytes, at: 0, count: count, dimension: matrix.dimension)
            for (row, vector) in vectors.enumerated() {
                if let vector { halves.store(vector, at: Int(places[row])) }
            }
            matrices[space] = EmbeddingMatrix(
                space: space, rows: halves, places: places, projection: matrix.projection)
        }
        return Segment(first: main.clusters.count, clusters: clusters, matrices: matrices)
    }

    private static func clusterKey(_ facts: SampleFacts) -> (UInt8, Double) {
        (facts.keyPartition, facts.tempo?.value ?? .infinity)
    }
}

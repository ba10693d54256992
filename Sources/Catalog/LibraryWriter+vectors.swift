import Foundation
import GRDB
import Library
import Music
import Ranking

extension LibraryWriter {
    func embed(_ sounds: [EmbeddedSound]) throws -> LibraryChange {
        for sound in sounds { try settle(sound.space, on: sound.embedding.model) }
        return try change(files: [], sounds: sounds.map(\.sample)) {
            for sound in sounds {
                guard try isStored(sound.sample) else { throw CatalogError.unknownSample(sound.sample.rawValue) }
                let vector = sound.embedding.vector
                try StoredVector.check(vector, space: sound.space, sample: sound.sample.rawValue)
                try storeSpace(sound.space, of: vector, sample: sound.sample.rawValue)
                try store(vector, space: sound.space, of: sound.sample)
                try note(sound.embedding.model, of: sound.space)
                try add(sound.sureTags, to: sound.sample)
            }
        }
    }

    /// Drops a space's vectors when another model made them. Their sounds are then compared by their next best vector.
    private func settle(_ space: EmbeddingSpace, on model: String) throws {
        let known = try String.fetchOne(db, sql: "SELECT model FROM spaces WHERE name = ?", arguments: [space.rawValue])
        guard let known, known != model else { return }
        try db.execute(sql: "UPDATE library_generation SET number = number + 1")
        try db.execute(
            sql: """
                INSERT INTO library_changes (sound_id, generation)
                    SELECT e.sound_id, g.number FROM embeddings e JOIN library_generation g WHERE e.space = ?
                    ON CONFLICT (sound_id) DO UPDATE SET generation = excluded.generation
                """, arguments: [space.rawValue])
        try db.execute(sql: "DELETE FROM embeddings WHERE space = ?", arguments: [space.rawValue])
        try db.execute(
            sql: "UPDATE sounds SET space = (\(Self.first)) WHERE space = ?", arguments: [space.rawValue])
        try db.execute(sql: "UPDATE spaces SET model = NULL WHERE name = ?", arguments: [space.rawValue])
    }

    private func note(_ model: String, of space: EmbeddingSpace) throws {
        try db.cachedStatement(sql: "UPDATE spaces SET model = ? WHERE name = ?")
            .execute(arguments: [model, space.rawValue])
    }

    /// Notes a space with its first vector; later ones must be as long.
    func storeSpace(_ space: EmbeddingSpace, of vector: [Float16], sample: String) throws {
        let known = try db.cachedStatement(sql: "SELECT dimensions FROM spaces WHERE name = ?")
        guard let dimensions = try Int.fetchOne(known, arguments: [space.rawValue]) else {
            return try db.cachedStatement(sql: "INSERT INTO spaces (name, dimensions) VALUES (?, ?)")
                .execute(arguments: [space.rawValue, vector.count])
        }
        guard dimensions == vector.count else {
            throw CatalogError.refusedVector(
                sample: sample, reason: "it has \(vector.count) numbers where \(space.rawValue) has \(dimensions)")
        }
    }

    /// Keeps a vector of a stored sound, which then shows that of the first space it has one of.
    func store(_ vector: [Float16], space: EmbeddingSpace, of id: SampleID) throws {
        try store(vector.littleEndianBytes, space: space.rawValue, of: id.rawValue)
    }

    /// The same by what stands in the columns.
    func store(_ bytes: Data, space: String, of id: String) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO embeddings (sound_id, space, vector) VALUES (?, ?, ?)
                ON CONFLICT (sound_id, space) DO UPDATE SET vector = excluded.vector
                """
        ).execute(arguments: [id, space, bytes])
        try db.cachedStatement(sql: Self.showFirst).execute(arguments: [id])
    }

    /// The order of preference as SQL, of `CASE space`.
    private static let ranks = EmbeddingSpace.allCases.enumerated()
        .map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")

    /// The space a sound shows.
    private static let first =
        "SELECT space FROM embeddings WHERE sound_id = sounds.id ORDER BY CASE space \(ranks) END LIMIT 1"
    private static let showFirst = "UPDATE sounds SET space = (\(first)) WHERE id = ?"

    private func add(_ tags: [Fact<Tag>], to id: SampleID) throws {
        guard !tags.isEmpty else { return }
        let select = try db.cachedStatement(sql: "SELECT tags, tag_confidences FROM sounds WHERE id = ?")
        guard let row = try Row.fetchOne(select, arguments: [id.rawValue]) else { return }
        let all = Set([Tag](column: row[0]) + tags.map(\.value)).sorted()
        let heard = Dictionary(tags.map { ($0.value, $0.confidence) }, uniquingKeysWith: max)
        let confidences = [Tag: Double](column: row[1]).merging(heard, uniquingKeysWith: max)
        try db.cachedStatement(
            sql: "UPDATE sounds SET tags = ?, tag_confidences = ?, noted_at = max(?, noted_at + 0.001) WHERE id = ?"
        ).execute(arguments: [all.column, confidences.column, now, id.rawValue])
    }
}

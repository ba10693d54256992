import Foundation
import GRDB

// How all that is stored of a sound is read from its rows, and written to them.

extension SharedSound {
    /// The columns of `sounds` that an analysis gives.
    static let analysed = [
        "duration_s", "sample_rate", "channels", "frames", "true_peak_db", "loudness_lufs", "energy",
        "tempo", "tempo_confidence", "tempo_source", "key", "key_confidence", "key_source",
        "role", "role_confidence", "role_source", "tags", "tag_confidences",
    ]
    static let corrected = ["tempo", "key", "role", "tags"]
    private static let placed = ["name", "pack", "size", "modified_ns", "missing_since"]

    /// `nil` for a sound that is not stored.
    init?(of id: String, _ db: Database) throws {
        func rows(_ sql: String) throws -> [Row] {
            try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id])
        }
        /// Read by position, which is cheaper than by name: the names come first in the list.
        func columns(_ row: Row, _ names: [String]) -> [String: ColumnValue] {
            Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, ColumnValue(row[$0])) })
        }
        func select(_ names: [String], and others: String, from table: String, by key: String) throws -> [Row] {
            try rows("SELECT \(names.joined(separator: ", ")), \(others) FROM \(table) WHERE \(key) = ?")
        }
        let found = try select(Self.analysed, and: "added_at, noted_at", from: "sounds", by: "id")
        guard let sound = found.first else { return nil }
        self.init(
            id: id, addedAt: sound["added_at"],
            analysis: Noted(value: columns(sound, Self.analysed), at: sound["noted_at"]),
            corrections: [:], vectors: [:], places: [:])
        let values = try rows("SELECT * FROM corrections WHERE sound_id = ?").first
        for row in try rows("SELECT field, noted_at FROM correction_times WHERE sound_id = ?") {
            let field: String = row[0]
            guard Self.corrected.contains(field) else { continue }
            corrections[field] = Noted(value: values.map { ColumnValue($0[field]) } ?? .null, at: row[1])
        }
        let vectors = try rows(
            "SELECT e.space, s.model, e.vector FROM embeddings e JOIN spaces s ON s.name = e.space WHERE e.sound_id = ?"
        )
        for row in vectors { self.vectors[row[0]] = SharedVector(model: row[1], numbers: row[2]) }
        for row in try select(Self.placed, and: "path, noted_at", from: "places", by: "sound_id") {
            places[row["path"]] = Noted(value: columns(row, Self.placed), at: row["noted_at"])
        }
    }

    /// Without what cannot stand beside what is stored here: vectors of other weights or of another length, columns that this
    /// version does not have.
    func fitting(_ db: Database) throws -> SharedSound {
        var sound = self
        let known = try db.cachedStatement(sql: "SELECT dimensions, model FROM spaces WHERE name = ?")
        for (space, vector) in vectors {
            let row = try Row.fetchOne(known, arguments: [space])
            let isOfOtherLength = row.map { $0[0] as Int != vector.numbers.count / 2 } ?? vector.numbers.isEmpty
            let model: String? = row?[1]
            if isOfOtherLength || (model != nil && vector.model != nil && model != vector.model) {
                sound.vectors[space] = nil
            }
        }
        let filled = Self.analysed.map { ($0, analysis.value[$0] ?? .null) }
        sound.analysis.value = Dictionary(uniqueKeysWithValues: filled)
        sound.corrections = corrections.filter { Self.corrected.contains($0.key) }
        for (path, place) in places {
            let filled = Self.placed.map { ($0, place.value[$0] ?? .null) }
            sound.places[path]?.value = Dictionary(uniqueKeysWithValues: filled)
        }
        return sound
    }

    /// Writes what differs from `stored`. A place is left to another sound that was noted there later.
    func write(besides stored: SharedSound?, _ db: Database) throws {
        if analysis != stored?.analysis || addedAt != stored?.addedAt { try writeSound(db) }
        if corrections != stored?.corrections ?? [:] { try writeCorrections(db) }
        for (space, vector) in vectors where stored?.vectors[space] != vector { try write(vector, of: space, db) }
        for (path, place) in places where stored?.places[path] != place { try write(place, at: path, db) }
    }

    private func writeSound(_ db: Database) throws {
        let names = ["id", "added_at", "noted_at"] + Self.analysed
        let values =
            [id.databaseValue, addedAt.databaseValue, analysis.at.databaseValue]
            + Self.analysed.map { analysis.value[$0]?.databaseValue ?? .null }
        let sets = names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        try db.cachedStatement(
            sql: """
                INSERT INTO sounds (\(names.joined(separator: ", ")))
                VALUES (\(names.map { _ in "?" }.joined(separator: ", "))) ON CONFLICT (id) DO UPDATE SET \(sets)
                """
        ).execute(arguments: StatementArguments(values))
    }

    private func writeCorrections(_ db: Database) throws {
        let times = try db.cachedStatement(
            sql: """
                INSERT INTO correction_times (sound_id, field, noted_at) VALUES (?, ?, ?)
                ON CONFLICT (sound_id, field) DO UPDATE SET noted_at = excluded.noted_at
                """)
        for (field, correction) in corrections { try times.execute(arguments: [id, field, correction.at]) }
        try CorrectionRow(corrections.mapValues(\.value.databaseValue)).write(to: id, db)
    }

    private func write(_ vector: SharedVector, of space: String, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO spaces (name, dimensions, model) VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET model = coalesce(model, excluded.model)
                """
        ).execute(arguments: [space, vector.numbers.count / 2, vector.model])
        try LibraryWriter(db).store(vector.numbers, space: space, of: id)
    }

    private func write(_ place: Noted<[String: ColumnValue]>, at path: String, _ db: Database) throws {
        let names = Self.placed
        let values =
            [path.databaseValue, id.databaseValue, place.at.databaseValue]
            + names.map { place.value[$0]?.databaseValue ?? .null }
        try db.cachedStatement(
            sql: """
                INSERT INTO places (path, sound_id, noted_at, \(names.joined(separator: ", ")))
                VALUES (?, ?, ?, \(names.map { _ in "?" }.joined(separator: ", ")))
                ON CONFLICT (path) DO UPDATE SET sound_id = excluded.sound_id, noted_at = excluded.noted_at,
                    \(names.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                    WHERE (excluded.noted_at, excluded.sound_id) > (noted_at, sound_id) OR excluded.sound_id = sound_id
                """
        ).execute(arguments: StatementArguments(values))
    }
}

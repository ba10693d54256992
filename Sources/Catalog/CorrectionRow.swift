import GRDB
import Library
import Music
import Ranking

/// What people corrected of one sound, beside what was analysed, so that taking a correction back brings the analysed
/// fact back.
struct CorrectionRow {
    private var tempo: Double?
    private var key: String?
    private var role: String?
    private var tags: String?

    static func merge(_ correction: Correction, into id: SampleID, at now: Double, _ db: Database) throws {
        var row = try CorrectionRow(of: id, db)
        if let bpm = correction.bpm { row.tempo = bpm }
        if let key = correction.key { row.key = key?.column }
        if let role = correction.role { row.role = role?.rawValue }
        if let moods = correction.moods { row.tags = moods.map { Array(Set($0)).sorted().column } }
        try row.write(to: id.rawValue, db)
        let given = [correction.bpm != nil, correction.key != nil, correction.role != nil, correction.moods != nil]
        try note(zip(SharedSound.corrected, given).filter(\.1).map(\.0), of: id, at: now, db)
    }

    /// Notes when fields were corrected, for other nodes.
    private static func note(_ fields: [String], of id: SampleID, at now: Double, _ db: Database) throws {
        let note = try db.cachedStatement(
            sql: """
                INSERT INTO correction_times (sound_id, field, noted_at) VALUES (?, ?, ?)
                ON CONFLICT (sound_id, field) DO UPDATE SET noted_at = max(excluded.noted_at, noted_at + 0.001)
                """)
        for field in fields { try note.execute(arguments: [id.rawValue, field, now]) }
    }

    /// Takes the facts that an import says a person gave; corrections made here stand before them.
    static func adopt(_ facts: SampleFacts, at now: Double, _ db: Database) throws {
        guard [facts.tempo?.source, facts.key?.source, facts.role?.source].contains(.user) else { return }
        let known = try CorrectionRow(of: facts.id, db)
        var new = Correction()
        if let tempo = facts.tempo, tempo.source == .user, known.tempo == nil { new.bpm = .some(tempo.value) }
        if let key = facts.key, key.source == .user, known.key == nil { new.key = .some(key.value) }
        if let role = facts.role, role.source == .user, known.role == nil { new.role = .some(role.value) }
        try merge(new, into: facts.id, at: now, db)
    }

    private init(of id: SampleID, _ db: Database) throws {
        let select = try db.cachedStatement(sql: "SELECT tempo, key, role, tags FROM corrections WHERE sound_id = ?")
        guard let row = try Row.fetchOne(select, arguments: [id.rawValue]) else { return }
        tempo = row[0]
        key = row[1]
        role = row[2]
        tags = row[3]
    }

    /// By column.
    init(_ values: [String: DatabaseValue]) {
        tempo = values["tempo"].flatMap { Double.fromDatabaseValue($0) }
        key = values["key"].flatMap { String.fromDatabaseValue($0) }
        role = values["role"].flatMap { String.fromDatabaseValue($0) }
        tags = values["tags"].flatMap { String.fromDatabaseValue($0) }
    }

    func write(to id: String, _ db: Database) throws {
        if tempo == nil, key == nil, role == nil, tags == nil {
            return try db.cachedStatement(sql: "DELETE FROM corrections WHERE sound_id = ?")
                .execute(arguments: [id])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO corrections (sound_id, tempo, key, role, tags) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (sound_id) DO UPDATE SET tempo = excluded.tempo, key = excluded.key,
                    role = excluded.role, tags = excluded.tags
                """
        ).execute(arguments: [id, tempo, key, role, tags])
    }
}

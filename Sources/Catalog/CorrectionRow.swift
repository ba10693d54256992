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

    static func merge(_ correction: Correction, into id: SampleID, _ db: Database) throws {
        var row = try CorrectionRow(of: id, db)
        if let bpm = correction.bpm { row.tempo = bpm }
        if let key = correction.key { row.key = key?.column }
        if let role = correction.role { row.role = role?.rawValue }
        if let moods = correction.moods { row.tags = moods.map { Array(Set($0)).sorted().column } }
        try row.write(to: id, db)
    }

    /// Takes the facts that an import says a person gave; corrections made here stand before them.
    static func adopt(_ facts: SampleFacts, _ db: Database) throws {
        guard [facts.tempo?.source, facts.key?.source, facts.role?.source].contains(.user) else { return }
        var row = try CorrectionRow(of: facts.id, db)
        if let tempo = facts.tempo, tempo.source == .user { row.tempo = row.tempo ?? tempo.value }
        if let key = facts.key, key.source == .user { row.key = row.key ?? key.value.column }
        if let role = facts.role, role.source == .user { row.role = row.role ?? role.value.rawValue }
        try row.write(to: facts.id, db)
    }

    private init(of id: SampleID, _ db: Database) throws {
        let select = try db.cachedStatement(sql: "SELECT tempo, key, role, tags FROM corrections WHERE sound_id = ?")
        guard let row = try Row.fetchOne(select, arguments: [id.rawValue]) else { return }
        tempo = row[0]
        key = row[1]
        role = row[2]
        tags = row[3]
    }

    private func write(to id: SampleID, _ db: Database) throws {
        if tempo == nil, key == nil, role == nil, tags == nil {
            return try db.cachedStatement(sql: "DELETE FROM corrections WHERE sound_id = ?")
                .execute(arguments: [id.rawValue])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO corrections (sound_id, tempo, key, role, tags) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (sound_id) DO UPDATE SET tempo = excluded.tempo, key = excluded.key,
                    role = excluded.role, tags = excluded.tags
                """
        ).execute(arguments: [id.rawValue, tempo, key, role, tags])
    }
}

import GRDB
import Library
import Music
import Ranking

/// Keeps `listed` true to the tables it is derived from. Of several places the first by path gives name, path and pack,
/// so that the order of imports does not matter.
struct Listing {
    private let db: Database

    init(_ db: Database) { self.db = db }

    func refresh(_ id: SampleID) throws {
        let select = try db.cachedStatement(
            sql: """
                SELECT path, name, pack FROM places WHERE sound_id = ? AND missing_since IS NULL ORDER BY path
                """)
        let places = try Row.fetchAll(select, arguments: [id.rawValue])
        guard let first = places.first else {
            return try db.cachedStatement(sql: "DELETE FROM listed WHERE sound_id = ?")
                .execute(arguments: [id.rawValue])
        }
        try insert(id, first: first)
        let row = try Row.fetchOne(
            db.cachedStatement(sql: SoundColumn.selectListedFacts + " WHERE l.sound_id = ?"), arguments: [id.rawValue])
        guard let facts = row.map(SampleFacts.init(row:)) else { return }
        let words = places.flatMap { [$0[0] as String, $0[2]] } + [facts.tags.column]
        try db.cachedStatement(
            sql: "UPDATE listed SET tempo = ?, key_index = ?, role = ?, search = ? WHERE sound_id = ?"
        ).execute(arguments: [
            facts.tempo?.value, facts.key?.value.index, facts.role?.value.rawValue,
            words.joined(separator: "\n").lowercased(), id.rawValue,
        ])
    }

    private func insert(_ id: SampleID, first: Row) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO listed (sound_id, path, name, pack, search) VALUES (?, ?, ?, ?, '')
                ON CONFLICT (sound_id) DO UPDATE SET path = excluded.path, name = excluded.name, pack = excluded.pack
                """
        ).execute(arguments: [id.rawValue, first[0] as String, first[1] as String, first[2] as String])
    }
}

import GRDB
import Library
import Ranking

/// Reads of the library inside a transaction.
struct LibraryReader {
    let db: Database

    init(_ db: Database) { self.db = db }

    func sounds(_ ids: [SampleID]) throws -> [Sound] {
        let select = try db.cachedStatement(sql: SoundColumn.selectListed + " WHERE l.sound_id = ?")
        return try ids.compactMap { id in
            try Row.fetchOne(select, arguments: [id.rawValue]).map(Sound.init(row:))
        }
    }

    func summary() throws -> LibrarySummary {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), (SELECT count(*) FROM places WHERE missing_since IS NULL),
                    (SELECT count(DISTINCT pack) FROM places WHERE pack <> '' AND missing_since IS NULL),
                    count(l.tempo), count(l.key_index), count(s.space), coalesce(sum(s.duration_s), 0.0)
                FROM listed l JOIN sounds s ON s.id = l.sound_id
                """)
        guard let row else { return LibrarySummary() }
        let spaces = try Row.fetchAll(
            db, sql: "SELECT s.space, count(*) FROM listed l JOIN sounds s ON s.id = l.sound_id GROUP BY s.space")
        let vectors = spaces.compactMap { row in
            (row[0] as String?).flatMap(EmbeddingSpace.init(rawValue:)).map { ($0, row[1] as Int) }
        }
        return LibrarySummary(
            sounds: row[0], places: row[1], packs: row[2], withTempo: row[3], withKey: row[4], withVector: row[5],
            vectors: Dictionary(vectors) { first, _ in first }, seconds: row[6])
    }
}

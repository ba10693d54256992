import Foundation
import GRDB
import Telemetry

/// Parts into which a library is cut by the hashes of its sounds' ids, so that two replicas find out cheaply where they differ.
enum LibraryDigests {
    static let parts = 256

    static func part(of sound: String) -> Int { part(of: StableHash.fnv1a(sound.utf8.span)) }

    private static func part(of hash: UInt64) -> Int { Int(hash % UInt64(parts)) }

    /// For each part a sum of hashes of what was noted, and when: equal where two replicas have the same. O(library), about ten
    /// microseconds a sound.
    static func read(_ db: Database) throws -> [UInt64] {
        var sums = [UInt64](repeating: 0, count: parts)
        for table in tables {
            let rows = try Row.fetchCursor(db, sql: table)
            while let row = try rows.next() {
                let sound = try hash(row, 0)
                sums[part(of: sound)] &+= StableHash.finalised(try hash(row, 1, after: sound))
            }
        }
        return sums
    }

    /// Of a text's bytes, without making a string of them.
    private static func hash(
        _ row: Row, _ column: Int, after start: UInt64 = StableHash.start
    ) throws -> UInt64 {
        try row.withUnsafeData(atIndex: column) { data in
            StableHash.fnv1a((data ?? Data()).span, after: start)
        }
    }

    /// Whole milliseconds and thousandths, which every version of SQLite writes alike.
    private static let tables = [
        """
        SELECT id, 'a' || CAST(noted_at * 1000 AS INTEGER) || '|' || ifnull(CAST(tempo * 1000 AS INTEGER), '') || '|'
            || ifnull(key, '') || '|' || ifnull(role, '') || '|' || tags FROM sounds
        """,
        "SELECT sound_id, 'c' || field || CAST(noted_at * 1000 AS INTEGER) FROM correction_times",
        "SELECT sound_id, 'v' || space FROM embeddings",
        """
        SELECT sound_id, 'p' || path || '|' || CAST(noted_at * 1000 AS INTEGER) || '|' || (missing_since IS NULL)
            FROM places
        """,
    ]
}

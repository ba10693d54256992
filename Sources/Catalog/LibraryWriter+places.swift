import GRDB
import Library
import Ranking

extension LibraryWriter {
    func put(_ place: Place, name: String, pack: String) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO places (path, name, pack, size, modified_ns, sound_id, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET name = excluded.name, pack = excluded.pack, size = excluded.size,
                    modified_ns = excluded.modified_ns, sound_id = excluded.sound_id, missing_since = NULL,
                    noted_at = max(excluded.noted_at, noted_at + 0.001)
                """
        ).execute(arguments: [
            place.path, name, pack, place.stamp.size, place.stamp.modifiedNanoseconds, place.sample.rawValue, now,
        ])
    }

    /// The pack of a file that comes without one: as recorded before, else that of a neighbour in its folder, else the
    /// folder's name.
    func pack(of place: Place) throws -> String {
        let folder = place.folder
        let known = try db.cachedStatement(
            sql: """
                SELECT pack FROM places WHERE path = ?1 OR (path > ?2 AND path < ?3)
                ORDER BY path <> ?1, path LIMIT 1
                """)
        return try String.fetchOne(known, arguments: [place.path, folder + "/", folder + "0"])
            ?? folder.split(separator: "/").last.map(String.init) ?? ""
    }
}

extension Place {
    var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The path without its last component, and without the slash before that.
    fileprivate var folder: String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}

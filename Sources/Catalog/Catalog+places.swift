import GRDB
public import Library
public import Ranking

extension Schema {
    /// A file that was moved is found by its size and time.
    static let stamps = "CREATE INDEX places_of_stamp ON places (size, modified_ns)"
}

extension Catalog {
    public func places(under folder: String, after path: String?, limit: Int) async throws -> [Place] {
        try await reading { db in
            // Paths in a folder lie between "folder/" and "folder0": "0" is the character after "/". All lie in "".
            let stem = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            return try Place.fetch(
                db, where: "path > ? AND path < ? ORDER BY path LIMIT ?",
                arguments: [path ?? stem + "/", stem + "0", limit])
        }
    }

    public func places(at paths: [String]) async throws -> [Place] {
        try await reading { db in
            try paths.flatMap { try Place.fetch(db, where: "path = ?", arguments: [$0]) }
        }
    }

    public func places(stamped stamps: [FileStamp]) async throws -> [Place] {
        try await reading { db in
            try Set(stamps).flatMap { stamp in
                try Place.fetch(
                    db, where: "size = ? AND modified_ns = ?", arguments: [stamp.size, stamp.modifiedNanoseconds])
            }
        }
    }

    public func places(lacking spaces: [EmbeddingSpace], after path: String?, limit: Int) async throws -> [Place] {
        try await reading { db in
            try Place.fetch(
                db, where: "path > ? AND \(Self.lacks(spaces)) ORDER BY path LIMIT ?",
                arguments: [path ?? ""] + StatementArguments(spaces.map(\.rawValue)) + [limit])
        }
    }

    public func placeCount(lacking spaces: [EmbeddingSpace]) async throws -> Int {
        try await reading { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM places WHERE \(Self.lacks(spaces))",
                arguments: StatementArguments(spaces.map(\.rawValue))) ?? 0
        }
    }

    /// Of a place: that its sound is listed there, and has a vector, but none of so many spaces.
    private static func lacks(_ spaces: [EmbeddingSpace]) -> String {
        let marks = Array(repeating: "?", count: spaces.count).joined(separator: ", ")
        return """
            missing_since IS NULL
                AND EXISTS (SELECT 1 FROM listed l WHERE l.sound_id = places.sound_id AND l.path = places.path)
                AND EXISTS (SELECT 1 FROM sounds s WHERE s.id = places.sound_id AND s.space IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM embeddings e WHERE e.sound_id = places.sound_id AND e.space IN (\(marks)))
            """
    }
}

extension Place {
    fileprivate static func fetch(_ db: Database, where condition: String, arguments: StatementArguments) throws
        -> [Place]
    {
        let select = try db.cachedStatement(
            sql: "SELECT path, size, modified_ns, sound_id, missing_since IS NOT NULL FROM places WHERE " + condition)
        let rows = try Row.fetchCursor(select, arguments: arguments)
        var places: [Place] = []
        while let row = try rows.next() {
            let stamp = FileStamp(size: row[1], modifiedNanoseconds: row[2])
            places.append(Place(path: row[0], stamp: stamp, sample: SampleID(row[3]), isMissing: row[4]))
        }
        return places
    }
}

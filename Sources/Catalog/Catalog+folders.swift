import GRDB
import Library

extension Schema {
    /// The folders that were imported, none inside another.
    static let folders = """
        CREATE TABLE folders (
            path TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        """
}

extension Catalog {
    public func folders() async throws -> [String] {
        try await reading { db in
            try String.fetchAll(db, sql: "SELECT path FROM folders ORDER BY path")
        }
    }

    public func add(folders: [String]) async throws {
        try await writing { db in
            try LibraryWriter(db).add(folders)
        }
    }
}

extension LibraryWriter {
    /// A folder inside a known one is followed with it; one around known ones takes their place.
    func add(_ folders: [String]) throws {
        var all = try String.fetchAll(db, sql: "SELECT path FROM folders")
        let before = Set(all)
        for folder in folders where !all.contains(where: { folder.isInside($0) }) {
            all.removeAll { $0.isInside(folder) }
            all.append(folder)
        }
        guard Set(all) != before else { return }
        try db.execute(sql: "DELETE FROM folders")
        for folder in all { try db.execute(sql: "INSERT INTO folders (path) VALUES (?)", arguments: [folder]) }
        // Whoever watches the library learns that there is more to follow.
        try advanceGeneration(LibraryChange())
    }
}

extension String {
    /// Whether this path is the folder or lies below it.
    fileprivate func isInside(_ folder: String) -> Bool {
        utf8.elementsEqual(folder.utf8) || utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
    }
}

import Foundation
import GRDB
public import Library
import Ranking

extension Schema {
    /// What other nodes have yet to be told of the library, and how far theirs was read; and when each part of it was noted.
    static let replica = """
        CREATE TABLE replica (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            taken TEXT
        ) STRICT;
        CREATE TABLE untold (
            sound_id TEXT NOT NULL PRIMARY KEY REFERENCES sounds (id),
            mark INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE correction_times (
            sound_id TEXT NOT NULL REFERENCES sounds (id),
            field TEXT NOT NULL,
            noted_at REAL NOT NULL,
            PRIMARY KEY (sound_id, field)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE sounds ADD COLUMN noted_at REAL NOT NULL DEFAULT 0;
        ALTER TABLE places ADD COLUMN noted_at REAL NOT NULL DEFAULT 0;
        INSERT INTO correction_times SELECT sound_id, 'tempo', 0 FROM corrections WHERE tempo IS NOT NULL
            UNION ALL SELECT sound_id, 'key', 0 FROM corrections WHERE key IS NOT NULL
            UNION ALL SELECT sound_id, 'role', 0 FROM corrections WHERE role IS NOT NULL
            UNION ALL SELECT sound_id, 'tags', 0 FROM corrections WHERE tags IS NOT NULL;
        """
}

extension Catalog: BacklogSource {
    public func backlog() async throws -> Backlog {
        try await reading { db in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            return Backlog(telemetry: try count("unshared"), library: try count("untold"))
        }
    }
}

extension Catalog: SharedLibrary {
    public var untoldBell: AsyncStream<Void> { libraryBell?.stream ?? AsyncStream { $0.finish() } }

    /// Nodes begin at either end, so that what two tell of at the same time each tells half of.
    public func untold(limit: Int) async throws -> [UntoldSound] {
        let order = tellsFromTheEnd ? "DESC" : "ASC"
        if try await reading({ try !UntoldSounds($0).isKept() }) {
            try await writing { try UntoldSounds($0).begin() }
        }
        return try await reading { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT sound_id, mark FROM untold ORDER BY sound_id \(order) LIMIT ?", arguments: [limit])
            return try rows.compactMap { row in
                let id: String = row[0]
                guard let sound = try SharedSound(of: id, db) else { return nil }
                return UntoldSound(sample: id, mark: row[1], json: try sound.json())
            }
        }
    }

    public func told(_ sounds: [UntoldSound]) async throws {
        try await commits.write { db in
            let delete = try db.cachedStatement(sql: "DELETE FROM untold WHERE sound_id = ? AND mark = ?")
            for sound in sounds { try delete.execute(arguments: [sound.sample, sound.mark]) }
        }
    }

    public func digests() async throws -> [UInt64] { try await reading { try LibraryDigests.read($0) } }

    public func tell(besides digests: [UInt64]) async throws {
        let own = try await self.digests()
        let differing = own.indices.filter { !digests.indices.contains($0) || digests[$0] != own[$0] }
        guard !differing.isEmpty else { return }
        try await writing { db in try UntoldSounds(db).add(parts: Set(differing)) }
        libraryBell?.ring()
    }

    public func libraryPosition() async throws -> String? {
        try await reading { db in try String.fetchOne(db, sql: "SELECT taken FROM replica") }
    }

    @discardableResult
    public func take(
        _ sounds: [String], through position: String
    ) async throws -> (change: LibraryChange, unread: Int) {
        let told = sounds.compactMap { SharedSound(json: $0) }
        let change = try await writing { db in
            try UntoldSounds(db).begin()
            let change = try LibraryWriter(db).merge(told)
            try db.execute(sql: "UPDATE replica SET taken = ?", arguments: [position])
            return change
        }
        libraryBell?.ring()
        return (change, sounds.count - told.count)
    }
}

/// The sounds that other nodes have yet to be told of, as soon as there are other nodes.
struct UntoldSounds {
    private let db: Database

    init(_ db: Database) { self.db = db }

    /// From now on what changes is kept to be told.
    func begin() throws {
        try db.execute(sql: "INSERT INTO replica VALUES (1, NULL) ON CONFLICT DO NOTHING")
    }

    func add(parts: Set<Int>) throws {
        let insert = try db.cachedStatement(sql: "INSERT INTO untold VALUES (?, random()) ON CONFLICT DO NOTHING")
        let ids = try String.fetchCursor(db, sql: "SELECT id FROM sounds")
        while let id = try ids.next() {
            if parts.contains(LibraryDigests.part(of: id)) { try insert.execute(arguments: [id]) }
        }
    }

    func add(_ ids: [SampleID]) throws {
        guard try isKept() else { return }
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO untold SELECT id, random() FROM sounds WHERE id = ?
                ON CONFLICT (sound_id) DO UPDATE SET mark = excluded.mark
                """)
        for id in ids { try insert.execute(arguments: [id.rawValue]) }
    }

    /// Another node told all that is stored here.
    func remove(_ id: String) throws {
        try db.cachedStatement(sql: "DELETE FROM untold WHERE sound_id = ?").execute(arguments: [id])
    }

    func isKept() throws -> Bool {
        try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM replica)")) ?? false
    }
}

extension LibraryWriter {
    /// Takes in what another node told. What it does not know is told in turn.
    func merge(_ told: [SharedSound]) throws -> LibraryChange {
        let news = try told.filter { sound in
            guard try isKnown(sound) else { return true }
            try UntoldSounds(db).remove(sound.id)
            return false
        }
        let change = try change(files: news.flatMap(\.places.keys), sounds: news.map { SampleID($0.id) }) {
            for sound in news {
                let stored = try SharedSound(of: sound.id, db)
                let fitting = try sound.fitting(db)
                try (stored?.merged(with: fitting) ?? fitting).write(besides: stored, db)
            }
        }
        let changed = Set(news.map(\.id))
        for sound in told where changed.contains(sound.id) {
            if try isKnown(sound) { try UntoldSounds(db).remove(sound.id) }
        }
        return change
    }

    /// Whether a sound is stored just as it was told, but for what cannot stand here: of that, nobody is told the opposite.
    private func isKnown(_ told: SharedSound) throws -> Bool {
        let fitting = try told.fitting(db)
        guard var stored = try SharedSound(of: told.id, db) else { return false }
        for space in told.vectors.keys where fitting.vectors[space] == nil { stored.vectors[space] = nil }
        return stored == fitting
    }
}

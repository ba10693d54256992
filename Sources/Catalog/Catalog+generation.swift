import Foundation
import GRDB
public import Library
import Ranking
import Synchronization

extension Schema {
    /// A number that grows with every change of the listed library, in whichever process it was made.
    static let generation = """
        CREATE TABLE library_generation (number INTEGER NOT NULL) STRICT;
        INSERT INTO library_generation VALUES (0);
        """

    /// Which library this is, and the generation that last changed each sound that did change.
    static let changes = """
        CREATE TABLE library_identity (number INTEGER NOT NULL) STRICT;
        INSERT INTO library_identity VALUES (random());
        CREATE TABLE library_changes (
            sound_id TEXT NOT NULL PRIMARY KEY,
            generation INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX changes_by_generation ON library_changes (generation);
        """
}

extension Catalog {
    public func version() async throws -> LibraryVersion {
        let version = try await reading { db in try LibraryReader(db).version() }
        if seen.isNews(version) { libraryBell?.ring() }
        return version
    }

    public var touches: AsyncStream<Void> {
        FileTouches.stream(of: URL(filePath: path).deletingLastPathComponent().path)
    }

    public func withSounds<Result: Sendable>(
        _ body: @escaping @Sendable (any SoundSource, LibraryVersion) throws -> Result
    ) async throws -> Result {
        try await reading { db in
            let reader = LibraryReader(db)
            return try body(reader, reader.version())
        }
    }

    public func difference(since generation: Int64) async throws -> LibraryDifference {
        try await reading { db in
            let reader = LibraryReader(db)
            let changed = try String.fetchAll(
                db, sql: "SELECT sound_id FROM library_changes WHERE generation > ? ORDER BY sound_id",
                arguments: [generation]
            ).map { SampleID($0) }
            let sounds = try reader.sounds(changed)
            let listed = Set(sounds.map(\.facts.id))
            return LibraryDifference(
                sounds: sounds, removed: changed.filter { !listed.contains($0) }, version: try reader.version())
        }
    }
}

/// The newest state of the library that this process has seen.
final class Seen: Sendable {
    private let version = Mutex<LibraryVersion?>(nil)

    func isNews(_ version: LibraryVersion) -> Bool {
        self.version.withLock { seen in
            defer { seen = version }
            return seen != version
        }
    }
}

extension LibraryReader: SoundSource {
    func forEach(_ body: (Sound) throws -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: SoundColumn.selectListed + " ORDER BY l.sound_id")
        while let row = try rows.next() { try body(Sound(row: row)) }
    }

    func version() throws -> LibraryVersion {
        let row = try Row.fetchOne(
            db, sql: "SELECT (SELECT number FROM library_identity), (SELECT number FROM library_generation)")
        guard let row else { return LibraryVersion() }
        return LibraryVersion(library: UInt64(bitPattern: row[0]), generation: row[1])
    }
}

extension LibraryWriter {
    /// Called in the transaction that made the change, so that who sees the number sees the change.
    func advanceGeneration(_ change: LibraryChange) throws {
        try db.execute(sql: "UPDATE library_generation SET number = number + 1")
        let note = try db.cachedStatement(
            sql: """
                INSERT INTO library_changes (sound_id, generation) SELECT ?, number FROM library_generation WHERE true
                ON CONFLICT (sound_id) DO UPDATE SET generation = excluded.generation
                """)
        for id in change.added + change.changed + change.removed { try note.execute(arguments: [id.rawValue]) }
    }
}

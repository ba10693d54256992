import Foundation
package import GRDB

/// Everything that outlives the process, in one SQLite file: the library, telemetry, wishes, experiments and saved
/// sessions. Each port it conforms to is in a file of its own.
///
/// The database runs in write-ahead mode, so readers never wait for the writer and a second process (an import beside
/// the service) may share the file. Commits are synced (`synchronous = FULL`): what was acknowledged survives both
/// `kill -9` and a power cut.
///
/// Every operation throws ``CatalogError``, or `CancellationError` when its task was cancelled before it began.
public struct Catalog: Sendable {
    /// The file's name inside the data folder.
    public static let fileName = "attune.sqlite"

    /// The database file.
    public let path: String
    package let pool: DatabasePool
    let commits: GroupCommit
    /// `nil` when no other node is to be told of what is written.
    let journalBell: Bell?
    let libraryBell: Bell?
    /// Of two nodes that tell the whole library, one should begin at either end.
    let tellsFromTheEnd = Bool.random()
    /// The library's state that was read last.
    let seen = Seen()

    /// Opens the catalog of a data folder, creating folder, file and schema as needed.
    ///
    /// - Parameter isShared: whether other nodes are to be told of events, impressions and the library.
    public init(folder: String, isShared: Bool = false) throws {
        let path = URL(filePath: folder, directoryHint: .isDirectory).appending(path: Self.fileName).path
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            // Foundation's sentences come with their full stop.
            let reason = error.localizedDescription.trimmingCharacters(in: ["."])
            throw CatalogError.cannotOpen(path: path, reason: reason)
        }
        let pool = try CatalogError.typed(at: path) { try Self.openMigrated(path) }
        self.init(path: path, pool: pool, isShared: isShared)
    }

    /// Opens an existing catalog for looking only: nothing is created, migrated or written.
    ///
    /// Throws ``CatalogError/missing(path:)`` when there is none and ``CatalogError/olderSchema(path:)`` when it was
    /// written by an earlier version that has not been upgraded yet.
    public static func readOnly(folder: String) throws -> Catalog {
        let path = URL(filePath: folder, directoryHint: .isDirectory).appending(path: fileName).path
        guard FileManager.default.fileExists(atPath: path) else { throw CatalogError.missing(path: path) }
        return try CatalogError.typed(at: path) {
            var configuration = configuration
            configuration.readonly = true
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.read { db in
                if try Schema.migrator.hasBeenSuperseded(db) { throw CatalogError.newerSchema(path: path) }
                if try !Schema.migrator.hasCompletedMigrations(db) { throw CatalogError.olderSchema(path: path) }
            }
            return Catalog(path: path, pool: pool)
        }
    }

    private init(path: String, pool: DatabasePool, isShared: Bool = false) {
        self.path = path
        journalBell = isShared ? Bell() : nil
        libraryBell = isShared ? Bell() : nil
        self.pool = pool
        commits = GroupCommit(pool: pool, path: path)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "attune.catalog"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        return configuration
    }

    /// Of the writing connection alone. They are said after it was opened, because GRDB turns `synchronous` to NORMAL
    /// then, in which a power cut may undo the last commits.
    ///
    /// Event ids are random, so a batch touches about as many index pages as it has events. Each savepoint keeps their
    /// old content aside, in memory rather than in a file beside the log, and 32 MiB of cache (taken as it fills) hold
    /// the index of half a million events. A log of up to 16 MiB lets one checkpoint write such a page once.
    private static let writerSettings = """
        PRAGMA synchronous = FULL;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -32768;
        PRAGMA wal_autocheckpoint = 4000;
        """

    private static func openMigrated(_ path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { try $0.execute(sql: writerSettings) }
        if try pool.read(Schema.migrator.hasBeenSuperseded) { throw CatalogError.newerSchema(path: path) }
        var applied = 0
        while true {
            do {
                try Schema.migrator.migrate(pool)
                return pool
            } catch {
                // Two processes may open a new file at once; one that lost the race for a step goes on behind it.
                let now = try pool.read(Schema.migrator.appliedIdentifiers).count
                guard now > applied else { throw error }
                applied = now
            }
        }
    }
}

// MARK: - Reads and writes

extension Catalog {
    func reading<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await pool.read(body) } catch { throw CatalogError.typed(error, at: path) }
    }

    /// One transaction of its own, for large or rare writes; small frequent ones share a ``GroupCommit``.
    func writing<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await pool.write(body) } catch { throw CatalogError.typed(error, at: path) }
    }
}

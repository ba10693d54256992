import Catalog
import Foundation
import GRDB
import Library
import Ranking
import Telemetry
import Testing

@Suite("Opening a catalog")
struct OpeningTests {
    @Test("an empty folder gets a file with every migration applied")
    func fromEmpty() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder + "/data/deep")
            #expect(FileManager.default.fileExists(atPath: folder + "/data/deep/attune.sqlite"))
            let summary = try await catalog.summary()
            #expect(summary == LibrarySummary())
            let applied = try await catalog.pool.read { db in
                try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
            }
            #expect(
                applied == [
                    "1 library", "1 telemetry", "1 sessions", "1 generation", "2 changes", "2 missing", "3 models",
                    "3 folders", "3 undo", "4 stamps", "4 confidences", "5 exchange", "5 revocations", "6 replica",
                    "7 tags",
                ])
        }
    }

    @Test("reopening finds what was stored")
    func reopening() async throws {
        try await withFolder { folder in
            try await Catalog(folder: folder).save([Sound.loop("a").imported()])
            let sounds = try await Catalog(folder: folder).allSounds()
            #expect(sounds == [Sound.loop("a")])
        }
    }

    @Test("banned tags of an earlier version are written as they are compared")
    func bannedTags() async throws {
        try await withFolder { folder in
            let before = try Catalog(folder: folder)
            for text in ["Dark", "dark", "Deep  House"] { try await before.grant(.ban(.tag, text), at: UnixTime(1)) }
            try await before.pool.write {
                try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '7 tags'")
            }
            let after = try Catalog(folder: folder)
            #expect(Set(try await after.wishes()) == [.ban(.tag, "dark"), .ban(.tag, "deep house")])
        }
    }

    @Test("commits are synced, foreign keys hold and readers do not block the writer")
    func settings() async throws {
        try await withCatalog { catalog in
            let pragmas = ["synchronous", "foreign_keys", "journal_mode"]
            let settings = try await catalog.pool.writeWithoutTransaction { db in
                try pragmas.map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
            }
            #expect(settings == ["2", "1", "wal"])
        }
    }

    @Test("several openings of a new file at once all succeed")
    func openingRace() async throws {
        try await withFolder { folder in
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 { group.addTask { @concurrent in _ = try await Catalog(folder: folder).summary() } }
                try await group.waitForAll()
            }
        }
    }

    @Test("a catalog of a newer version is refused and left as it is")
    func newerSchema() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder)
            try await catalog.pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 future')") }
            #expect(throws: CatalogError.newerSchema(path: catalog.path)) { try Catalog(folder: folder) }
            #expect(throws: CatalogError.newerSchema(path: catalog.path)) { try Catalog.readOnly(folder: folder) }
        }
    }

    @Test("a file that is no database is refused with its path and what to do")
    func noDatabase() async throws {
        try await withFolder { folder in
            let path = folder + "/attune.sqlite"
            try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
            let error = try #require(throws: CatalogError.self) { try Catalog(folder: folder) }
            guard case .damaged(path, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(error.description.contains(path))
            #expect(error.recoverySuggestion?.isEmpty == false)
        }
    }

    @Test("a data folder that cannot be made is named")
    func impossibleFolder() async throws {
        try await withFolder { folder in
            try Data().write(to: URL(filePath: folder + "/file"))
            let error = try #require(throws: CatalogError.self) { try Catalog(folder: folder + "/file") }
            guard case .cannotOpen = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("looking only makes nothing, sees everything and refuses to write")
    func readOnly() async throws {
        try await withFolder { folder in
            #expect(throws: CatalogError.missing(path: folder + "/attune.sqlite")) {
                try Catalog.readOnly(folder: folder)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            try await Catalog(folder: folder).save([Sound.loop("a").imported()])
            let looking = try Catalog.readOnly(folder: folder)
            #expect(try await looking.summary().sounds == 1)
            let error = await #expect(throws: CatalogError.self) {
                try await looking.grant(.pin(SampleID("a")), at: UnixTime(1))
            }
            guard case .notWritable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}

import Catalog
import GRDB
import Music
import Ranking
import Sessions
import Testing

@Suite("Saved sessions in the catalog")
struct SavedContextTests {
    private func session(_ id: String = "song-42", revision: Int, at time: Double = 10) throws -> StoredSession {
        StoredSession(id: try .named(id), revision: revision, updatedAt: UnixTime(time))
    }

    @Test("a context comes back with every field")
    func roundTrip() async throws {
        try await withFolder { folder in
            var stored = try session(revision: 18)
            stored.mode = .rules
            stored.version = 7
            stored.context.bpm = 127.5
            stored.context.key = Key(tonic: PitchClass(6), mode: .dorian)
            stored.context.moods = [Tag("dark"), Tag("\"quoted\" été")].compactMap { $0 }
            stored.context.energy = 0.7
            stored.context.genre = Tag("techno")
            stored.context.role = .only(.oneShot)
            stored.context.timeRemainingSeconds = 90
            stored.context.playing = ["a.wav", "0123"]
            stored.context.preferences.bpmTolerance = 8
            stored.context.preferences.keyPolicy = .exact
            stored.context.preferences.adventurous = 0.4
            stored.context.preferences.maxPerPack = 2
            stored.context.preferences.weights = [.tempo: 0.5]
            stored.context.sources = ["key": FieldSource(from: "ableton", confidence: 0.3)]
            try await Catalog(folder: folder).save(stored)
            #expect(try await Catalog(folder: folder).savedSessions() == [stored])
        }
    }

    @Test("an older revision never replaces a newer one, and a later mode of the same revision does")
    func revisions() async throws {
        try await withCatalog { catalog in
            try await catalog.save(session(revision: 5, at: 10))
            try await catalog.save(session(revision: 4, at: 99))
            #expect(try await catalog.savedSessions().map(\.revision) == [5])
            var forced = try session(revision: 5, at: 11)
            forced.mode = .rules
            try await catalog.save(forced)
            try await catalog.save(session(revision: 5, at: 9))
            #expect(try await catalog.savedSessions() == [forced])
        }
    }

    @Test("deleted sessions are gone, and the others stay in id order")
    func delete() async throws {
        try await withCatalog { catalog in
            for id in ["c", "a", "b"] { try await catalog.save(session(id, revision: 1)) }
            try await catalog.delete([try .named("a"), try .named("unknown")])
            try await catalog.delete([])
            #expect(try await catalog.savedSessions().map(\.id.rawValue) == ["b", "c"])
        }
    }

    @Test("a context that cannot be understood does not keep the others from coming back")
    func unreadable() async throws {
        try await withCatalog { catalog in
            try await catalog.save(session("good", revision: 1))
            try await catalog.pool.write { db in
                for context in ["{", "[]", #"{"bpm": -3}"#] {
                    try db.execute(
                        sql: "INSERT INTO saved_sessions VALUES (?, 1, 'auto', NULL, 1, ?)",
                        arguments: [context, context])
                }
            }
            #expect(try await catalog.savedSessions().map(\.id.rawValue) == ["good"])
        }
    }
}

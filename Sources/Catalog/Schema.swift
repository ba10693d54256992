import GRDB
import Music

/// The tables, as the migrations that made them. A migration that was released is never edited; a change is a new one.
///
/// Every table is `STRICT`, so a column only ever holds its declared type.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 library") { try $0.execute(sql: library) }
        migrator.registerMigration("1 telemetry") { try $0.execute(sql: telemetry) }
        migrator.registerMigration("1 sessions") { try $0.execute(sql: sessions) }
        migrator.registerMigration("1 generation") { try $0.execute(sql: generation) }
        migrator.registerMigration("2 changes") { try $0.execute(sql: changes) }
        migrator.registerMigration("2 missing") { try $0.execute(sql: missing) }
        migrator.registerMigration("3 models") { try $0.execute(sql: models) }
        migrator.registerMigration("3 folders") { try $0.execute(sql: folders) }
        migrator.registerMigration("3 undo") { try $0.execute(sql: undo) }
        migrator.registerMigration("4 stamps") { try $0.execute(sql: stamps) }
        migrator.registerMigration("4 confidences") { try $0.execute(sql: confidences) }
        migrator.registerMigration("5 exchange") { try $0.execute(sql: exchange) }
        migrator.registerMigration("5 revocations") { try $0.execute(sql: revocations) }
        migrator.registerMigration("6 replica") { try $0.execute(sql: replica) }
        migrator.registerMigration("7 tags", migrate: bannedTags)
        return migrator
    }()

    /// What was analysed (`sounds`, `embeddings`), where it lies (`places`) and what people corrected (`corrections`)
    /// are the truth. `listed` is derived from them, one row for each sound that has a place, and is what people browse.
    ///
    /// Keys are written `"9 minor"`: semitones above C, and the mode. Tags are separated by line feeds.
    private static let library = """
        CREATE TABLE spaces (
            name TEXT NOT NULL PRIMARY KEY,
            dimensions INTEGER NOT NULL CHECK (dimensions > 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sounds (
            id TEXT NOT NULL PRIMARY KEY,
            added_at REAL NOT NULL,
            duration_s REAL NOT NULL,
            sample_rate INTEGER NOT NULL,
            channels INTEGER NOT NULL,
            frames INTEGER NOT NULL,
            true_peak_db REAL,
            loudness_lufs REAL,
            energy REAL,
            tempo REAL, tempo_confidence REAL, tempo_source TEXT,
            key TEXT, key_confidence REAL, key_source TEXT,
            role TEXT, role_confidence REAL, role_source TEXT,
            tags TEXT NOT NULL,
            space TEXT REFERENCES spaces (name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE corrections (
            sound_id TEXT NOT NULL PRIMARY KEY REFERENCES sounds (id),
            tempo REAL,
            key TEXT,
            role TEXT,
            tags TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE embeddings (
            sound_id TEXT NOT NULL REFERENCES sounds (id),
            space TEXT NOT NULL REFERENCES spaces (name),
            vector BLOB NOT NULL,
            PRIMARY KEY (sound_id, space)
        ) STRICT;

        CREATE TABLE places (
            path TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            pack TEXT NOT NULL,
            size INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            sound_id TEXT NOT NULL REFERENCES sounds (id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX places_of_sound ON places (sound_id, path);

        CREATE TABLE listed (
            sound_id TEXT NOT NULL PRIMARY KEY REFERENCES sounds (id),
            path TEXT NOT NULL,
            name TEXT NOT NULL,
            pack TEXT NOT NULL,
            tempo REAL,
            key_index INTEGER,
            role TEXT,
            search TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// When a file was first found gone, seconds since 1970; NULL while it is there.
    private static let missing = "ALTER TABLE places ADD COLUMN missing_since REAL"

    /// Which weights made a space's vectors; NULL while that is not known.
    private static let models = "ALTER TABLE spaces ADD COLUMN model TEXT"

    /// How sure the tags are, where that is known: a line each, `"0.62 dark"`.
    private static let confidences = "ALTER TABLE sounds ADD COLUMN tag_confidences TEXT NOT NULL DEFAULT ''"

    /// What the other nodes have yet to be told, and how far theirs was read.
    private static let exchange = """
        CREATE TABLE unshared (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE exchange (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            taken TEXT NOT NULL
        ) STRICT;
        """

    /// Until when a caller's stream tickets are worth nothing.
    private static let revocations = """
        CREATE TABLE revocations (
            subject TEXT NOT NULL PRIMARY KEY,
            until REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Events and impressions name samples without a foreign key: history outlives the library.
    private static let telemetry = """
        CREATE TABLE telemetry_events (
            sequence INTEGER PRIMARY KEY,
            event_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            set_id TEXT NOT NULL,
            sample_id TEXT NOT NULL,
            rank INTEGER NOT NULL,
            session_id TEXT NOT NULL,
            occurred_at REAL NOT NULL,
            received_at REAL NOT NULL,
            dwell_ms INTEGER,
            metadata TEXT
        ) STRICT;
        CREATE INDEX events_of_set ON telemetry_events (set_id);
        CREATE INDEX judgements ON telemetry_events (sequence)
            WHERE kind IN ('recommendation.accept', 'recommendation.skip');

        CREATE TABLE impressions (
            set_id TEXT NOT NULL PRIMARY KEY,
            session_id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            mode TEXT NOT NULL,
            experiment TEXT,
            arm TEXT,
            at REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX impressions_of_experiment ON impressions (experiment, arm) WHERE experiment IS NOT NULL;

        CREATE TABLE impression_items (
            set_id TEXT NOT NULL REFERENCES impressions (set_id),
            rank INTEGER NOT NULL,
            sample_id TEXT NOT NULL,
            score REAL NOT NULL,
            source TEXT NOT NULL,
            PRIMARY KEY (set_id, rank)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE wishes (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('pin', 'ban')),
            scope TEXT NOT NULL,
            target TEXT NOT NULL,
            granted_at REAL NOT NULL,
            UNIQUE (kind, scope, target)
        ) STRICT;

        CREATE TABLE experiments (
            name TEXT NOT NULL PRIMARY KEY,
            salt TEXT NOT NULL,
            enabled INTEGER NOT NULL,
            traffic REAL NOT NULL,
            arms TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// What a person takes back stands beside what they judged.
    private static let undo = """
        DROP INDEX judgements;
        CREATE INDEX judgements ON telemetry_events (sequence)
            WHERE kind IN ('recommendation.accept', 'recommendation.skip', 'recommendation.undo');
        """

    /// Tags that are banned are written as they are compared, or a ban that was lifted in other letters would come back.
    private static func bannedTags(_ db: Database) throws {
        let texts = try String.fetchAll(db, sql: "SELECT target FROM wishes WHERE kind = 'ban' AND scope = 'tag'")
        for text in texts {
            guard let tag = Tag(text) else { continue }
            try db.execute(
                sql: "UPDATE OR REPLACE wishes SET target = ? WHERE kind = 'ban' AND scope = 'tag' AND target = ?",
                arguments: [tag.text, text])
        }
    }

    private static let sessions = """
        CREATE TABLE saved_sessions (
            id TEXT NOT NULL PRIMARY KEY,
            revision INTEGER NOT NULL,
            mode TEXT NOT NULL,
            version INTEGER,
            updated_at REAL NOT NULL,
            context TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}

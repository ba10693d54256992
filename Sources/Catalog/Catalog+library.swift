import GRDB
public import Library
public import Ranking

extension Catalog: LibraryStore {
    public func places(under folder: String) async throws -> [Place] {
        try await reading { db in
            var places: [Place] = []
            let select = "SELECT path, size, modified_ns, sound_id, missing_since IS NOT NULL FROM places"
            let rows: RowCursor
            if folder.isEmpty {
                rows = try Row.fetchCursor(db, sql: select + " ORDER BY path")
            } else {
                // Paths in a folder lie between "folder/" and "folder0": "0" is the character after "/".
                let stem = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
                rows = try Row.fetchCursor(
                    db, sql: select + " WHERE path > ? AND path < ? ORDER BY path", arguments: [stem + "/", stem + "0"])
            }
            while let row = try rows.next() {
                let stamp = FileStamp(size: row[1], modifiedNanoseconds: row[2])
                places.append(Place(path: row[0], stamp: stamp, sample: SampleID(row[3]), isMissing: row[4]))
            }
            return places
        }
    }

    /// Throws ``CatalogError/refusedVector(sample:reason:)`` before anything is written.
    @discardableResult
    public func save(_ imports: [ImportedFile]) async throws -> LibraryChange {
        for file in imports {
            try StoredVector.check(file.sound.vector, space: file.sound.facts.embedding, sample: file.sound.facts.name)
        }
        return try await writing { db in
            try LibraryWriter(db).save(imports)
        }
    }

    /// Throws ``CatalogError/unknownSample(_:)`` when a place holds a sound that is not stored; then none is recorded.
    @discardableResult
    public func record(_ places: [Place]) async throws -> LibraryChange {
        try await writing { db in
            try LibraryWriter(db).record(places)
        }
    }

    public func places(lacking spaces: [EmbeddingSpace]) async throws -> [Place] {
        try await reading { db in
            let marks = Array(repeating: "?", count: spaces.count).joined(separator: ", ")
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT p.path, p.size, p.modified_ns, p.sound_id FROM listed l
                    JOIN places p ON p.path = l.path
                    JOIN sounds s ON s.id = l.sound_id
                    WHERE s.space IS NOT NULL AND p.missing_since IS NULL
                        AND NOT EXISTS (
                            SELECT 1 FROM embeddings e WHERE e.sound_id = s.id AND e.space IN (\(marks)))
                    ORDER BY p.path
                    """, arguments: StatementArguments(spaces.map(\.rawValue)))
            return rows.map { row in
                Place(
                    path: row[0], stamp: FileStamp(size: row[1], modifiedNanoseconds: row[2]), sample: SampleID(row[3]))
            }
        }
    }

    /// Throws ``CatalogError/refusedVector(sample:reason:)`` or ``CatalogError/unknownSample(_:)``; then none is added.
    @discardableResult
    public func embed(_ sounds: [EmbeddedSound]) async throws -> LibraryChange {
        try await writing { db in
            try LibraryWriter(db).embed(sounds)
        }
    }

    @discardableResult
    public func miss(places paths: [String], at time: UnixTime) async throws -> LibraryChange {
        try await writing { db in
            try LibraryWriter(db).miss(paths, at: time)
        }
    }

    public func allSounds() async throws -> [Sound] {
        try await withSounds { source, _ in
            var sounds: [Sound] = []
            try source.forEach { sounds.append($0) }
            return sounds
        }
    }

    /// Those that are listed, in the order of `ids`; an unknown id is passed over.
    public func sounds(_ ids: [SampleID]) async throws -> [Sound] {
        try await reading { db in
            try LibraryReader(db).sounds(ids)
        }
    }

    public func correct(_ id: SampleID, _ correction: Correction) async throws -> Sound? {
        if case .some(.some(let bpm)) = correction.bpm, !(bpm.isFinite && bpm > 0) {
            throw CatalogError.refused("a tempo of \(bpm) BPM; a tempo is a number above 0")
        }
        return try await writing { db in
            try LibraryWriter(db).correct(id, correction)
        }
    }

    public func summary() async throws -> LibrarySummary {
        try await reading { db in
            try LibraryReader(db).summary()
        }
    }
}

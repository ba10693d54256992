import GRDB
public import Library
public import Ranking

extension Catalog: LibraryStore {
    /// Throws ``CatalogError/refusedVector(sample:reason:)`` before anything is written.
    @discardableResult
    public func save(_ imports: [ImportedFile]) async throws -> LibraryChange {
        for file in imports {
            try StoredVector.check(file.sound.vector, space: file.sound.facts.embedding, sample: file.sound.facts.name)
        }
        return try await changing { writer in
            try writer.save(imports)
        }
    }

    /// Throws ``CatalogError/unknownSample(_:)`` when a place holds a sound that is not stored; then none is recorded.
    @discardableResult
    public func record(_ places: [Place]) async throws -> LibraryChange {
        try await changing { writer in
            try writer.record(places)
        }
    }

    /// Throws ``CatalogError/refusedVector(sample:reason:)`` or ``CatalogError/unknownSample(_:)``; then none is added.
    @discardableResult
    public func embed(_ sounds: [EmbeddedSound]) async throws -> LibraryChange {
        try await changing { writer in
            try writer.embed(sounds)
        }
    }

    @discardableResult
    public func miss(places paths: [String], at time: UnixTime) async throws -> LibraryChange {
        try await changing { writer in
            try writer.miss(paths, at: time)
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
        return try await changing { writer in
            try writer.correct(id, correction)
        }
    }

    public func summary() async throws -> LibrarySummary {
        try await reading { db in
            try LibraryReader(db).summary()
        }
    }

    private func changing<Value: Sendable>(
        _ body: @escaping @Sendable (LibraryWriter) throws -> Value
    ) async throws -> Value {
        defer { libraryBell?.ring() }
        return try await writing { db in try body(LibraryWriter(db)) }
    }
}

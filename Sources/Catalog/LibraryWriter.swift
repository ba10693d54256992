import Foundation
import GRDB
import Library
import Music
import Ranking

/// Writes to the library inside a transaction. What changed is found by comparing the touched sounds, as they are
/// listed, before and after.
struct LibraryWriter {
    let db: Database
    /// When what is written was noted; never before what it replaces, whatever the clock says.
    let now = Date().timeIntervalSince1970

    init(_ db: Database) { self.db = db }

    func save(_ imports: [ImportedFile]) throws -> LibraryChange {
        for file in imports where file.place.sample != file.sound.facts.id {
            throw CatalogError.refused(
                "\(file.place.path) is said to hold another sound than the one that was analysed")
        }
        return try change(files: imports.map(\.place.path), sounds: imports.map(\.place.sample)) {
            for file in imports {
                try store(file.sound)
                try put(file.place, name: file.sound.facts.name, pack: file.sound.facts.pack)
            }
        }
    }

    func record(_ places: [Place]) throws -> LibraryChange {
        try change(files: places.map(\.path), sounds: places.map(\.sample)) {
            for place in places {
                guard try isStored(place.sample) else { throw CatalogError.unknownSample(place.sample.rawValue) }
                try put(place, name: place.fileName, pack: try pack(of: place))
            }
        }
    }

    func miss(_ paths: [String], at time: UnixTime) throws -> LibraryChange {
        try change(files: paths, sounds: []) {
            let mark = try db.cachedStatement(
                sql: """
                    UPDATE places SET missing_since = ?1, noted_at = max(?3, noted_at + 0.001)
                        WHERE path = ?2 AND missing_since IS NULL
                    """)
            for path in paths { try mark.execute(arguments: [time.seconds, path, now]) }
        }
    }

    func correct(_ id: SampleID, _ correction: Correction) throws -> Sound? {
        guard try !LibraryReader(db).sounds([id]).isEmpty else { return nil }
        _ = try change(files: [], sounds: [id]) {
            try CorrectionRow.merge(correction, into: id, at: now, db)
        }
        return try LibraryReader(db).sounds([id]).first
    }

    /// Runs `body` and says what it changed, among the given sounds and those that lay at the given paths before.
    func change(files paths: [String], sounds ids: [SampleID], _ body: () throws -> Void) throws
        -> LibraryChange
    {
        let holder = try db.cachedStatement(sql: "SELECT sound_id FROM places WHERE path = ?")
        let former = try paths.compactMap { try String.fetchOne(holder, arguments: [$0]).map { SampleID($0) } }
        let touched = Set(ids + former).sorted()
        let before = try LibraryReader(db).sounds(touched)
        try body()
        for id in touched { try Listing(db).refresh(id) }
        try UntoldSounds(db).add(touched)
        let change = LibraryChange(from: before, to: try LibraryReader(db).sounds(touched))
        if !change.isEmpty { try advanceGeneration(change) }
        return change
    }

    func isStored(_ id: SampleID) throws -> Bool {
        let exists = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM sounds WHERE id = ?)")
        return try Bool.fetchOne(exists, arguments: [id.rawValue]) ?? false
    }
}

extension LibraryChange {
    fileprivate init(from before: [Sound], to after: [Sound]) {
        let old = Dictionary(before.map { ($0.facts.id, $0) }) { first, _ in first }
        let new = Dictionary(after.map { ($0.facts.id, $0) }) { first, _ in first }
        self.init(
            added: after.map(\.facts.id).filter { old[$0] == nil },
            changed: after.filter { sound in old[sound.facts.id].map { $0 != sound } ?? false }.map(\.facts.id),
            removed: before.map(\.facts.id).filter { new[$0] == nil })
    }
}

import GRDB
import Library
import Music
import Ranking

extension LibraryWriter {
    /// Inserts or refreshes what was analysed. The first import time stays, and a fact that the import itself calls a
    /// person's becomes a correction, unless there is one already.
    func store(_ sound: Sound) throws {
        let facts = sound.facts
        if let space = facts.embedding { try storeSpace(space, of: sound.vector, sample: facts.name) }
        let analysedTempo = facts.tempo.flatMap { $0.source == .user ? nil : $0 }
        let analysedKey = facts.key.flatMap { $0.source == .user ? nil : $0 }
        let analysedRole = facts.role.flatMap { $0.source == .user ? nil : $0 }
        try db.cachedStatement(sql: Self.upsert).execute(arguments: [
            facts.id.rawValue, facts.addedAt.seconds, facts.durationSeconds, sound.sampleRate, sound.channels,
            sound.frames, sound.truePeakDB, facts.loudnessLUFS, facts.energy,
            analysedTempo?.value, analysedTempo?.confidence, analysedTempo?.source.rawValue,
            analysedKey?.value.column, analysedKey?.confidence, analysedKey?.source.rawValue,
            analysedRole?.value.rawValue, analysedRole?.confidence, analysedRole?.source.rawValue,
            facts.tags.column, sound.tagConfidences.column, facts.embedding?.rawValue, now,
        ])
        if let space = facts.embedding { try store(sound.vector, space: space, of: facts.id) }
        try CorrectionRow.adopt(facts, at: now, db)
    }

    private static let refreshed = SharedSound.analysed + ["space"]

    private static let upsert = """
        INSERT INTO sounds (id, added_at, \(refreshed.joined(separator: ", ")), noted_at)
        VALUES (\(Array(repeating: "?", count: refreshed.count + 3).joined(separator: ", ")))
        ON CONFLICT (id) DO UPDATE SET \(refreshed.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")),
            noted_at = max(excluded.noted_at, noted_at + 0.001)
        """
}

import GRDB
import Library
import Music
import Ranking

extension Sound {
    /// Reads a row of ``SoundColumn``.
    init(row: Row) throws {
        let vector = try row.withUnsafeData(atIndex: SoundColumn.vector.rawValue) { data in
            data.map { [Float16](littleEndianBytes: $0) } ?? []
        }
        let facts = SampleFacts(row: row)
        let corrected: String? = row[.userTags]
        let confidences = corrected.map { _ in Dictionary(uniqueKeysWithValues: facts.tags.map { ($0, 1.0) }) }
        self.init(
            facts: facts, vector: vector, sampleRate: row[.sampleRate], channels: row[.channels],
            frames: row[.frames], truePeakDB: row[.truePeak],
            tagConfidences: confidences ?? [Tag: Double](column: row[.tagConfidences]))
    }
}

extension SampleFacts {
    /// Reads a row of ``SoundColumn``. A person's corrections stand before what was analysed.
    init(row: Row) {
        let userTempo: Double? = row[.userTempo]
        let userTags: String? = row[.userTags]
        self.init(
            id: SampleID(row[.id]), name: row[.name], path: row[.path], pack: row[.pack],
            role: (row[.userRole] as String?).flatMap(Role.init(rawValue:)).map(Fact.corrected)
                ?? row.fact(.role, .roleConfidence, .roleSource) { Role(rawValue: $0) },
            durationSeconds: row[.duration],
            tempo: userTempo.map(Fact.corrected)
                ?? row.fact(.tempo, .tempoConfidence, .tempoSource) { (tempo: Double) in tempo },
            key: (row[.userKey] as String?).flatMap(Key.init(column:)).map(Fact.corrected)
                ?? row.fact(.key, .keyConfidence, .keySource) { Key(column: $0) },
            tags: [Tag](column: userTags ?? row[.tags]),
            energy: row[.energy], loudnessLUFS: row[.loudness], addedAt: UnixTime(row[.addedAt]),
            embedding: (row[.space] as String?).flatMap(EmbeddingSpace.init(rawValue:)))
    }
}

extension Fact {
    /// What a person said, which is certain.
    static func corrected(_ value: Value) -> Fact { Fact(value, confidence: 1, source: .user) }
}

extension Row {
    fileprivate func fact<Column: DatabaseValueConvertible & StatementColumnConvertible, Value>(
        _ value: SoundColumn, _ confidence: SoundColumn, _ source: SoundColumn, read: (Column) -> Value?
    ) -> Fact<Value>? {
        guard let column = self[value.rawValue] as Column?, let value = read(column),
            let confidence = self[confidence] as Double?,
            let source = (self[source] as String?).flatMap(FactSource.init(rawValue:))
        else { return nil }
        return Fact(value, confidence: confidence, source: source)
    }
}

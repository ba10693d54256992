import Music
import Ranking

/// The facts of an index file's rows, read where they lie. Only the rows that are asked for are ever touched.
struct PackedFacts: RowFacts {
    let count: Int
    let bytes: MappedBytes
    let records: Int
    let text: Int
    let idOrder: Int
    let nameOrder: Int
    let idPrefixes: Int
    let tags: [Int32]
    let vocabulary: Vocabulary

    private func record(_ row: Int) -> FactRecord {
        precondition(row >= 0 && row < count)
        let size = MemoryLayout<FactRecord>.stride
        return unsafe bytes.fetch(records + row * size..<records + (row + 1) * size) {
            unsafe $0.loadUnaligned(as: FactRecord.self)
        }
    }

    private func id(_ record: FactRecord) -> String {
        let start = text + Int(record.text)
        return bytes.text(start..<start + Int(record.idLength))
    }

    private func path(_ record: FactRecord) -> String {
        let start = text + Int(record.text) + Int(record.idLength)
        return bytes.text(start..<start + Int(record.pathLength))
    }

    private func name(_ record: FactRecord) -> String {
        if record.nameLength == 0 { return path(record).split(separator: "/").last.map(String.init) ?? "" }
        let start = text + Int(record.text) + Int(record.idLength) + Int(record.pathLength)
        return bytes.text(start..<start + Int(record.nameLength))
    }

    func facts(ofRow row: Int) -> SampleFacts {
        let record = record(row)
        let first = Int(record.firstTag)
        return SampleFacts(
            id: SampleID(id(record)), name: name(record), path: path(record),
            pack: vocabulary.packs[Int(record.pack)], role: record.roleFact, durationSeconds: record.duration,
            tempo: record.tempoFact, key: record.keyFact,
            tags: tags[first..<first + Int(record.tagCount)].map { vocabulary.tags[Int($0)] },
            energy: record.energy.isNaN ? nil : record.energy,
            loudnessLUFS: record.loudness.isNaN ? nil : record.loudness, addedAt: UnixTime(record.addedAt),
            embedding: record.embedding)
    }

    func durationSeconds(ofRow row: Int) -> Double { record(row).duration }

    func row(of id: SampleID) -> Int? {
        let prefix = id.prefix
        // The id itself is read only where its beginning does not decide.
        let place = (0..<count).partitioningIndex { place in
            let other = self.prefix(place)
            return other == prefix ? self.id(record(ordered(place, idOrder))) >= id.rawValue : other > prefix
        }
        guard place < count, self.prefix(place) == prefix else { return nil }
        let row = ordered(place, idOrder)
        return self.id(record(row)) == id.rawValue ? row : nil
    }

    func rows(named name: String) -> [Int] {
        let first = (0..<count).partitioningIndex { self.name(record(ordered($0, nameOrder))) >= name }
        var rows: [Int] = []
        for place in first..<count {
            let row = ordered(place, nameOrder)
            guard self.name(record(row)) == name else { break }
            rows.append(row)
        }
        return rows
    }

    func idPrefix(ofRow row: Int) -> UInt64 { SampleID(id(record(row))).prefix }

    /// The prefix at a place in the order of ids. They lie together, so that a search touches few pages.
    private func prefix(_ place: Int) -> UInt64 { bytes.integer(at: idPrefixes + place * 8) }

    private func ordered(_ place: Int, _ order: Int) -> Int {
        Int(bytes.integer(at: order + place * 4, as: Int32.self))
    }
}

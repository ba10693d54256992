import Music
import Ranking
import Synchronization

/// The facts of an index file's rows, read where they lie. Only the rows that are asked for are ever touched. A class, so
/// that a look at a row counts one reference and not one for each table.
final class PackedFacts: RowFacts {
    let count: Int
    let bytes: MappedBytes
    let facts: Int
    let places: Int
    let idOrder: Int
    let nameOrder: Int
    let idPrefixes: Int
    let tags: [Int32]
    let vocabulary: Vocabulary
    /// The place of each row in the order of the ids, for ties of many rows.
    private let ranks: [Int32]
    /// Rows of ids that were asked for, −1 for none: every ranking asks again for those that steer, are pinned or banned, or play.
    private let known = Mutex<[SampleID: Int32]>([:])
    /// A few hundred kilobytes; beyond it all are forgotten.
    private static let knownLimit = 4_096

    /// - Parameters: where the sections begin in `bytes`.
    init(
        count: Int, bytes: MappedBytes, facts: Int, places: Int, idOrder: Int, nameOrder: Int, idPrefixes: Int,
        tags: [Int32], vocabulary: Vocabulary
    ) {
        self.count = count
        self.bytes = bytes
        self.facts = facts
        self.places = places
        self.idOrder = idOrder
        self.nameOrder = nameOrder
        self.idPrefixes = idPrefixes
        self.tags = tags
        self.vocabulary = vocabulary
        var ranks = [Int32](repeating: 0, count: count)
        let order = bytes.load(idOrder..<idOrder + count * 4, as: Int32.self)
        for (rank, row) in order.enumerated() { ranks[Int(row)] = Int32(rank) }
        self.ranks = ranks
    }

    /// A row's record and the texts behind it, read at once.
    private func read<Result>(_ row: Int, _ body: (FactRecord, UnsafeRawBufferPointer) -> Result) -> Result {
        precondition(row >= 0 && row < count)
        let start = Int(bytes.integer(at: places + row * 8, as: UInt64.self))
        let end = Int(bytes.integer(at: places + (row + 1) * 8, as: UInt64.self))
        return unsafe bytes.fetch(facts + start..<facts + end) { bytes in
            let texts = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropFirst(MemoryLayout<FactRecord>.stride))
            return unsafe body(bytes.loadUnaligned(as: FactRecord.self), texts)
        }
    }

    private func id(_ row: Int) -> String { unsafe read(row) { unsafe Self.text($1, 0..<Int($0.idLength)) } }

    /// Whether the id is this one byte for byte.
    private func hasID(_ id: String, _ row: Int) -> Bool {
        unsafe read(row) { record, texts in unsafe texts.prefix(Int(record.idLength)).elementsEqual(id.utf8) }
    }

    private func name(_ row: Int) -> String { unsafe read(row) { unsafe Self.name($0, $1) } }

    private static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        unsafe String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    private static func name(_ record: FactRecord, _ texts: UnsafeRawBufferPointer) -> String {
        let (id, path) = (Int(record.idLength), Int(record.idLength) + Int(record.pathLength))
        if record.nameLength > 0 { return unsafe text(texts, path..<path + Int(record.nameLength)) }
        let last = unsafe texts[id..<path].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? id
        return unsafe text(texts, last..<path)
    }

    func facts(ofRow row: Int) -> SampleFacts {
        unsafe read(row) { record, texts in
            let (id, path) = (Int(record.idLength), Int(record.idLength) + Int(record.pathLength))
            let first = Int(record.firstTag)
            return SampleFacts(
                id: SampleID(unsafe Self.text(texts, 0..<id)), name: unsafe Self.name(record, texts),
                path: unsafe Self.text(texts, id..<path), pack: vocabulary.packs[Int(record.pack)],
                role: record.roleFact, durationSeconds: record.duration, tempo: record.tempoFact, key: record.keyFact,
                tags: tags[first..<first + Int(record.tagCount)].map { vocabulary.tags[Int($0)] },
                energy: record.energy.isNaN ? nil : record.energy,
                loudnessLUFS: record.loudness.isNaN ? nil : record.loudness, addedAt: UnixTime(record.addedAt),
                embedding: record.embedding)
        }
    }

    func row(of id: SampleID) -> Int? {
        if let row = known.withLock({ $0[id] }) { return row < 0 ? nil : Int(row) }
        let row = search(id)
        known.withLock { known in
            if known.count >= Self.knownLimit { known = [:] }
            known[id] = Int32(row ?? -1)
        }
        return row
    }

    private func search(_ id: SampleID) -> Int? {
        let prefix = id.prefix
        var place = (0..<count).partitioningIndex { self.prefix($0) >= prefix }
        // The ids themselves are read only where their beginnings do not decide; that many are alike is for made-up ids.
        if place + 8 < count, self.prefix(place + 8) == prefix {
            place = (place..<count).partitioningIndex { place in
                self.prefix(place) == prefix ? self.id(ordered(place, idOrder)) >= id.rawValue : true
            }
        }
        while place < count, self.prefix(place) == prefix {
            let row = ordered(place, idOrder)
            if hasID(id.rawValue, row) { return row }
            if self.id(row) > id.rawValue { return nil }
            place += 1
        }
        return nil
    }

    func rows(named name: String) -> [Int] {
        let first = (0..<count).partitioningIndex { self.name(ordered($0, nameOrder)) >= name }
        var rows: [Int] = []
        for place in first..<count {
            let row = ordered(place, nameOrder)
            guard self.name(row) == name else { break }
            rows.append(row)
        }
        return rows
    }

    func idRank(ofRow row: Int) -> Int { Int(ranks[row]) }

    /// The prefix at a place in the order of ids. They lie together, so that a search touches few pages.
    private func prefix(_ place: Int) -> UInt64 { bytes.integer(at: idPrefixes + place * 8) }

    private func ordered(_ place: Int, _ order: Int) -> Int {
        Int(bytes.integer(at: order + place * 4, as: Int32.self))
    }
}

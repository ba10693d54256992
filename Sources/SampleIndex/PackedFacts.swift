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
    /// The place of each row in the order of the ids, for ties of many rows.
    private let ranks: [Int32]

    /// - Parameters: where the sections begin in `bytes`.
    init(
        count: Int, bytes: MappedBytes, records: Int, text: Int, idOrder: Int, nameOrder: Int, idPrefixes: Int,
        tags: [Int32], vocabulary: Vocabulary
    ) {
        self.count = count
        self.bytes = bytes
        self.records = records
        self.text = text
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

    /// Id, path and name lie together and are read at once.
    private func texts(_ record: FactRecord) -> (id: String, path: String, name: String) {
        let (id, path) = (Int(record.idLength), Int(record.pathLength))
        let start = text + Int(record.text)
        return unsafe bytes.fetch(start..<start + id + path + Int(record.nameLength)) { bytes in
            func text(_ range: Range<Int>) -> String {
                unsafe String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
            }
            let last = unsafe bytes[id..<id + path].lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? id
            let name = record.nameLength == 0 ? last..<id + path : id + path..<id + path + Int(record.nameLength)
            return (text(0..<id), text(id..<id + path), text(name))
        }
    }

    private func name(_ record: FactRecord) -> String { texts(record).name }

    func facts(ofRow row: Int) -> SampleFacts {
        let record = record(row)
        let (id, path, name) = texts(record)
        let first = Int(record.firstTag)
        return SampleFacts(
            id: SampleID(id), name: name, path: path,
            pack: vocabulary.packs[Int(record.pack)], role: record.roleFact, durationSeconds: record.duration,
            tempo: record.tempoFact, key: record.keyFact,
            tags: tags[first..<first + Int(record.tagCount)].map { vocabulary.tags[Int($0)] },
            energy: record.energy.isNaN ? nil : record.energy,
            loudnessLUFS: record.loudness.isNaN ? nil : record.loudness, addedAt: UnixTime(record.addedAt),
            embedding: record.embedding)
    }

    func durationSeconds(ofRow row: Int) -> Double { record(row).duration }

    func durationsSeconds(ofRows rows: [Int]) -> [Double] {
        let size = MemoryLayout<FactRecord>.stride
        var durations: [Double] = []
        durations.reserveCapacity(rows.count)
        var next = 0
        while next < rows.count {
            // A stretch of records at a time: one system call for many rows that stand together.
            let first = rows[next]
            let stretch = first..<min(first + 512, count)
            unsafe bytes.fetch(records + stretch.lowerBound * size..<records + stretch.upperBound * size) { bytes in
                while next < rows.count, stretch.contains(rows[next]) {
                    durations.append(
                        unsafe bytes.loadUnaligned(
                            fromByteOffset: (rows[next] - first) * size, as: FactRecord.self
                        ).duration)
                    next += 1
                }
            }
        }
        return durations
    }

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

    func idRank(ofRow row: Int) -> Int { Int(ranks[row]) }

    /// The prefix at a place in the order of ids. They lie together, so that a search touches few pages.
    private func prefix(_ place: Int) -> UInt64 { bytes.integer(at: idPrefixes + place * 8) }

    private func ordered(_ place: Int, _ order: Int) -> Int {
        Int(bytes.integer(at: order + place * 4, as: Int32.self))
    }
}

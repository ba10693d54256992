import Library
import Ranking

/// The first pass over a library: its facts, packed in the order they come.
struct RowPlan {
    private(set) var records: [FactRecord] = []
    private(set) var features: [RowFeatures] = []
    private(set) var tags: [Int32] = []
    /// The texts of all sounds, one after the other.
    private(set) var text: [UInt8] = []
    /// Where each sound's begin, and the end.
    private(set) var textStarts: [Int] = [0]
    private(set) var vocabulary = Vocabulary()
    private(set) var newest = UnixTime(0)
    private(set) var idPrefixes: [UInt64] = []
    /// The key partition of each sound.
    private(set) var partitions: [UInt8] = []
    /// Length of the usable vector of each sound; 0 without one.
    private(set) var lengths: [Int32] = []

    init(_ source: some SoundSource) throws {
        try source.forEach { sound in add(sound) }
    }

    var count: Int { records.count }

    private mutating func add(_ sound: Sound) {
        let facts = sound.facts
        newest = count == 0 ? facts.addedAt : max(newest, facts.addedAt)
        let first = Int32(tags.count)
        let row = vocabulary.row(of: facts, tags: &tags, newest: facts.addedAt)
        features.append(row)
        records.append(FactRecord(facts, pack: row.pack, firstTag: Int(first), text: &text))
        textStarts.append(text.count)
        idPrefixes.append(facts.id.prefix)
        partitions.append(row.keyPartition)
        lengths.append(sound.isComparable ? Int32(sound.vector.count) : 0)
    }

    func id(_ sound: Int32) -> String {
        let record = records[Int(sound)]
        let start = textStarts[Int(sound)]
        return String(decoding: text[start..<start + Int(record.idLength)], as: UTF8.self)
    }

    func name(_ sound: Int32) -> String {
        let record = records[Int(sound)]
        let path = textStarts[Int(sound)] + Int(record.idLength)
        let name = path + Int(record.pathLength)
        if record.nameLength > 0 {
            return String(decoding: text[name..<name + Int(record.nameLength)], as: UTF8.self)
        }
        return String(decoding: text[path..<name].split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
    }
}

extension Sound {
    /// Whether the vector says anything: present, finite and not zero.
    var isComparable: Bool {
        guard facts.embedding != nil, !vector.isEmpty else { return false }
        var squares: Float = 0
        for value in vector.widened() { squares += value * value }
        return squares.isFinite && squares > 0
    }
}

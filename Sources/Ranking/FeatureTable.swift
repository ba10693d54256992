public import Music

/// A library as the kernel sees it: one row per sample in the order given, packs and tags as ordinals.
///
/// Building is O(samples + tags); lookups are O(1). About 48 bytes a row plus 4 a tag, beside the facts themselves.
public struct FeatureTable: Sendable {
    public let samples: [SampleFacts]
    /// Every pack, by ordinal.
    public let packs: [String]
    /// When the newest sample was added; the reference of the rows' freshness.
    public let newest: UnixTime

    let rows: [RowFeatures]
    /// The tag ordinals of all rows, one row after another.
    let tags: [Int32]
    let tagOrdinals: [Tag: Int32]
    let packOrdinals: [String: Int32]
    private let rowByID: [SampleID: Int32]
    private let rowsByName: [String: [Int32]]

    public init(_ samples: [SampleFacts]) {
        let newest = samples.map(\.addedAt).max() ?? UnixTime(0)
        var rows: [RowFeatures] = []
        var tags: [Int32] = []
        var tagOrdinals: [Tag: Int32] = [:]
        var packOrdinals: [String: Int32] = [:]
        var packs: [String] = []
        var rowByID: [SampleID: Int32] = [:]
        var rowsByName: [String: [Int32]] = [:]
        rows.reserveCapacity(samples.count)
        rowByID.reserveCapacity(samples.count)
        rowsByName.reserveCapacity(samples.count)
        for (row, sample) in samples.enumerated() {
            let pack = packOrdinals[sample.pack] ?? Int32(packs.count)
            if pack == packs.count {
                packOrdinals[sample.pack] = pack
                packs.append(sample.pack)
            }
            rows.append(RowFeatures(sample, pack: pack, firstTag: Int32(tags.count), newest: newest))
            for tag in sample.tags {
                let ordinal = tagOrdinals[tag] ?? Int32(tagOrdinals.count)
                tagOrdinals[tag] = ordinal
                tags.append(ordinal)
            }
            rowByID[sample.id] = Int32(row)
            rowsByName[sample.name, default: []].append(Int32(row))
        }
        self.samples = samples
        self.packs = packs
        self.newest = newest
        self.rows = rows
        self.tags = tags
        self.tagOrdinals = tagOrdinals
        self.packOrdinals = packOrdinals
        self.rowByID = rowByID
        self.rowsByName = rowsByName
    }

    public var count: Int { rows.count }

    public func row(of id: SampleID) -> Int? { rowByID[id].map(Int.init) }

    /// The rows of a file name with extension, in row order; several folders may hold the same name.
    public func rows(named name: String) -> [Int] { (rowsByName[name] ?? []).map(Int.init) }

    /// The rows a session says it is playing: each text is an id, else a file name, else a path that ends in one.
    public func rows(playing texts: [String]) -> [Int] {
        texts.flatMap { text -> [Int] in
            if let row = row(of: SampleID(text)) { return [row] }
            let named = rows(named: text)
            guard named.isEmpty, let last = text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last else {
                return named
            }
            return rows(named: String(last))
        }
    }

    /// The rows that carry a tag, in row order. O(rows).
    public func rows(tagged tag: Tag) -> [Int] {
        guard let ordinal = tagOrdinals[tag] else { return [] }
        return rows.indices.filter { index in
            let row = rows[index]
            return tags[Int(row.firstTag)..<Int(row.firstTag + row.tagCount)].contains(ordinal)
        }
    }
}

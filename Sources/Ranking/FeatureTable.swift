public import Music
import Synchronization

/// A library as the kernel sees it: one row per sample in the order given, packs and tags as ordinals. Rows can be added
/// after the others and hidden without touching the rest, so that a library that changes costs what changed.
///
/// Building is O(samples + tags); lookups are O(1) to O(log rows). About 57 bytes a row plus 4 a tag, beside the facts.
public struct FeatureTable: Sendable {
    /// When the newest sample of the first rows was added; the reference of the rows' freshness.
    public let newest: UnixTime

    private(set) var vocabulary: Vocabulary
    private let main: Part
    private let added: Part?
    /// Rows that are no longer in the library, ascending.
    let hidden: [Int32]
    /// Another for every table that is made.
    let identity = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
    private static let made = Atomic<UInt64>(0)

    /// Rows that stand one after the other, with the facts behind them. A class, so that a look at a row takes one
    /// reference and not one for each column.
    final class Part: Sendable {
        let first: Int
        let rows: [RowFeatures]
        /// The tag ordinals of all rows, one row after another.
        let tags: [Int32]
        let facts: any RowFacts
        /// The best of every ``RowBlock/size`` rows.
        let blocks: [RowBlock]

        init(first: Int, rows: [RowFeatures], tags: [Int32], facts: any RowFacts) {
            self.first = first
            self.rows = rows
            self.tags = tags
            self.facts = facts
            blocks = RowBlock.blocks(of: rows, tags: tags)
        }
    }

    public init(_ samples: [SampleFacts]) {
        let newest = samples.map(\.addedAt).max() ?? UnixTime(0)
        var vocabulary = Vocabulary()
        main = Self.part(samples, first: 0, newest: newest, &vocabulary)
        added = nil
        self.newest = newest
        self.vocabulary = vocabulary
        hidden = []
    }

    /// A table whose rows were laid out before, as an index file keeps them.
    ///
    /// - Parameters:
    ///   - rows: with ordinals into `vocabulary` and places in `tags`.
    ///   - facts: of the same rows.
    public init(
        rows: [RowFeatures], tags: [Int32], vocabulary: Vocabulary, newest: UnixTime, facts: any RowFacts
    ) {
        main = Part(first: 0, rows: rows, tags: tags, facts: facts)
        added = nil
        self.newest = newest
        self.vocabulary = vocabulary
        hidden = []
    }

    /// The first rows of `table` with other rows added and hidden. O(added rows + hidden rows).
    private init(_ table: FeatureTable, adding samples: [SampleFacts], hiding hidden: [Int32]) {
        main = table.main
        newest = main.rows.isEmpty ? samples.map(\.addedAt).max() ?? table.newest : table.newest
        var vocabulary = table.vocabulary
        added =
            samples.isEmpty
            ? nil : Self.part(samples, first: main.rows.count, newest: newest, &vocabulary)
        self.vocabulary = vocabulary
        self.hidden = hidden
    }

    /// The rows this table was made with, `samples` after them and `hidden` left out; what was added or hidden before
    /// counts no more.
    public func changed(adding samples: [SampleFacts], hiding hidden: some Sequence<Int>) -> FeatureTable {
        FeatureTable(self, adding: samples, hiding: hidden.map(Int32.init).sorted())
    }

    private static func part(
        _ samples: [SampleFacts], first: Int, newest: UnixTime, _ vocabulary: inout Vocabulary
    ) -> Part {
        var rows: [RowFeatures] = []
        var tags: [Int32] = []
        rows.reserveCapacity(samples.count)
        for sample in samples { rows.append(vocabulary.row(of: sample, tags: &tags, newest: newest)) }
        return Part(first: first, rows: rows, tags: tags, facts: ListedFacts(samples))
    }

    /// Samples in the library.
    public var count: Int { rowCount - hidden.count }

    /// Rows, hidden ones included.
    public var rowCount: Int { main.rows.count + (added?.rows.count ?? 0) }

    /// Every pack, by ordinal.
    public var packs: [String] { vocabulary.packs }

    /// Whether the row's sample is no longer in the library. O(log hidden rows).
    public func isHidden(_ row: Int) -> Bool {
        let place = firstHidden(from: row)
        return place < hidden.count && hidden[place] == row
    }

    /// The place among ``hidden`` of the first row at or after `row`.
    func firstHidden(from row: Int) -> Int {
        hidden.isEmpty ? 0 : hidden.partitioningIndex { $0 >= row }
    }

    public func facts(ofRow row: Int) -> SampleFacts {
        let part = part(of: row)
        return part.facts.facts(ofRow: row - part.first)
    }

    public func durationSeconds(ofRow row: Int) -> Double { features(ofRow: row).duration }

    public func row(of id: SampleID) -> Int? {
        for part in parts.reversed() {
            if let row = part.facts.row(of: id), !isHidden(part.first + row) { return part.first + row }
        }
        return nil
    }

    /// The rows of a file name with extension, in row order; several folders may hold the same name.
    public func rows(named name: String) -> [Int] {
        parts.flatMap { part in part.facts.rows(named: name).map { part.first + $0 } }.filter { !isHidden($0) }
    }

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

    /// The rows of a range that carry a tag, hidden ones included, in row order. O(rows).
    public func rows(tagged tag: Tag, in range: Range<Int>) -> [Int] {
        guard let ordinal = vocabulary.tagOrdinals[tag] else { return [] }
        return parts.flatMap { part in
            range.clamped(to: part.first..<part.first + part.rows.count).filter { row in
                let features = part.rows[row - part.first]
                let first = Int(features.firstTag)
                return part.tags[first..<first + Int(features.tagCount)].contains(ordinal)
            }
        }
    }

    /// Those of some rows that carry a tag.
    public func rows(tagged tag: Tag, among rows: some Sequence<Int>) -> [Int] {
        guard let ordinal = vocabulary.tagOrdinals[tag] else { return [] }
        return rows.filter { row in
            let part = part(of: row)
            let features = part.rows[row - part.first]
            return part.tags[Int(features.firstTag)..<Int(features.firstTag + features.tagCount)].contains(ordinal)
        }
    }

    /// Whether the first row comes before the second where scores are equal: by id.
    public func idPrecedes(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (part(of: a), part(of: b))
        guard first.first == second.first else { return facts(ofRow: a).id < facts(ofRow: b).id }
        return first.facts.idRank(ofRow: a - first.first) < second.facts.idRank(ofRow: b - second.first)
    }

    /// The role of a row's sample; `nil` when it is unknown.
    public func role(ofRow row: Int) -> Role? {
        let code = Int(features(ofRow: row).role)
        return code < Role.allCases.count ? Role.allCases[code] : nil
    }

    /// What the kernel reads of a row.
    public func features(ofRow row: Int) -> RowFeatures {
        let part = part(of: row)
        return part.rows[row - part.first]
    }

    private var parts: [Part] { [main] + (added.map { [$0] } ?? []) }

    /// The part that a row is in.
    func part(of row: Int) -> Part {
        if let added, row >= added.first { return added }
        return main
    }
}

import Synchronization

/// Where the samples of a collection stand in a table: looked up once for all rankings between two changes of either, and not
/// a thousand names for each.
///
/// Part of the value that holds the collection, and shared by its copies; whoever changes the collection begins another. It knows nothing
/// that the collection does not, and so is equal to every other.
final class RowCache<Value: Sendable>: Hashable, Sendable {
    struct Entry: Sendable {
        var row: Int32
        var value: Value
    }

    private let found = Mutex<(table: UInt64, entries: [Entry])?>(nil)

    /// In row order, without the samples that the table does not have. O(1) when it was asked of the same table last, else
    /// O(values).
    func entries(of values: [SampleID: Value], in table: FeatureTable) -> [Entry] {
        if let found = found.withLock({ $0 }), found.table == table.identity { return found.entries }
        let entries = values.compactMap { id, value in table.row(of: id).map { Entry(row: Int32($0), value: value) } }
            .sorted { $0.row < $1.row }
        found.withLock { $0 = (table.identity, entries) }
        return entries
    }

    static func == (_: RowCache, _: RowCache) -> Bool { true }

    func hash(into _: inout Hasher) {}
}

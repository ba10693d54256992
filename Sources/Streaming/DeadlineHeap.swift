/// A binary heap of deadlines. Entries are never removed early: one that no longer matters is recognised by its owner when
/// it comes up.
struct DeadlineHeap {
    struct Entry {
        var at: Int64
        var subscriber: SubscriberKey
    }

    private var entries: [Entry] = []

    var first: Entry? { entries.first }

    /// O(log n).
    mutating func push(_ subscriber: SubscriberKey, at deadline: Int64) {
        entries.append(Entry(at: deadline, subscriber: subscriber))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].at < entries[parent].at else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// The earliest entry that is due, removed. O(log n).
    mutating func popDue(at now: Int64) -> Entry? {
        guard let earliest = entries.first, earliest.at <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return earliest }
        entries[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { return earliest }
            if child + 1 < entries.count, entries[child + 1].at < entries[child].at { child += 1 }
            guard entries[child].at < entries[parent].at else { return earliest }
            entries.swapAt(child, parent)
            parent = child
        }
    }
}

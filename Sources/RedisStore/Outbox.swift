import Streaming

/// What waits to get its place in the feed, oldest first, numbered so that what is sent twice is placed once. Of a state topic
/// only the newest waits. Pure.
struct Outbox {
    struct Item: Sendable {
        var number: Int
        var entry: SharedEntry
    }

    private var items: [Item?] = []
    private var placeOf: [Topic: Int] = [:]
    /// Entries ever added, which is the number of the newest.
    private(set) var added = 0

    mutating func add(_ entry: SharedEntry) {
        added += 1
        append(Item(number: added, entry: entry))
    }

    /// Takes all that waits.
    mutating func takeAll() -> [Item] {
        defer {
            items = []
            placeOf = [:]
        }
        return items.compactMap(\.self)
    }

    /// Puts back what was taken and has no place yet, before all that was added since.
    mutating func putBack(_ taken: [Item]) {
        let newer = takeAll()
        for item in taken + newer { append(item) }
    }

    private mutating func append(_ item: Item) {
        if case .frame(let frame) = item.entry, frame.topic.isState {
            if let older = placeOf[frame.topic] { items[older] = nil }
            placeOf[frame.topic] = items.count
        }
        items.append(item)
    }
}

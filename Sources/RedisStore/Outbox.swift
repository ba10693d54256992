import NIOCore
import Streaming

/// What waits to get its place in the feed, oldest first, numbered so that what is sent twice is placed once. Of a state topic
/// only the newest waits. Pure.
struct Outbox {
    struct Item: Sendable {
        var number: Int
        var entry: SharedEntry
        /// The number of the oldest entry that it stands for: its own, or that of one whose place it took.
        var since: Int

        /// The topic of which it is the newest.
        fileprivate var stateTopic: Topic? {
            guard case .frame(let frame) = entry, frame.topic.isState else { return nil }
            return frame.topic
        }
    }

    private var items = CircularBuffer<Item?>()
    /// Items that have left the front: what is counted on from, since a place must last.
    private var left = 0
    private var placeOf: [Topic: Int] = [:]
    /// Entries ever added, which is the number of the newest.
    private(set) var added = 0

    /// Nothing waits for an entry up to this one, neither itself nor what took its place.
    /// - Complexity: O(what waits).
    var through: Int { (items.lazy.compactMap { $0?.since }.min() ?? added + 1) - 1 }

    /// Returns what it takes the place of.
    mutating func add(_ entry: SharedEntry) -> Item? {
        added += 1
        return append(Item(number: added, entry: entry, since: added))
    }

    /// Takes the oldest, at most `count`. What is left may still be replaced.
    mutating func take(_ count: Int = .max) -> [Item] {
        var taken: [Item] = []
        while taken.count < count, let first = items.popFirst() {
            left += 1
            guard let item = first else { continue }
            if let topic = item.stateTopic { placeOf[topic] = nil }
            taken.append(item)
        }
        return taken
    }

    /// Puts back what was taken and has no place yet, before all that was added since.
    mutating func putBack(_ taken: [Item]) {
        let newer = take()
        for item in taken + newer { _ = append(item) }
    }

    private mutating func append(_ new: Item) -> Item? {
        var item = new
        var replaced: Item?
        if let topic = item.stateTopic {
            if let place = placeOf[topic] {
                let index = items.index(items.startIndex, offsetBy: place - left)
                replaced = items[index]
                item.since = replaced?.since ?? item.since
                items[index] = nil
            }
            placeOf[topic] = left + items.count
        }
        items.append(item)
        return replaced
    }
}

/// Names one subscriber for life, though its place in the table is used again.
public struct SubscriberKey: Hashable, Sendable {
    var index: Int
    var generation: UInt32
}

/// Subscribers by index, with who is to be told when there is something to write.
struct SubscriberTable {
    struct Entry {
        var generation: UInt32 = 0
        var subscriber: Subscriber?
        /// Set while the stream's end waits to be told.
        var waiter: Waiter?
        /// The desk that writes the stream, from the moment it is seated.
        var desk: (any Desk)?
    }

    private(set) var count = 0
    private var entries: [Entry] = []
    private var vacant: [Int] = []

    /// Streams whose end waits. O(subscribers).
    var waiting: Int { entries.count { $0.waiter != nil } }

    /// Every index in use or once used.
    var indices: Range<Int> { entries.indices }

    subscript(index: Int) -> Entry {
        _read { yield entries[index] }
        _modify { yield &entries[index] }
    }

    /// When a subscriber may write. Mutating for speed: reached through an optional it would be copied to be asked.
    mutating func readiness(at index: Int, now: Int64) -> Subscriber.Readiness? {
        entries[index].subscriber?.readInPlace { $0.readiness(at: now) }
    }

    /// The entry's index while the key's subscriber lives: a place that is vacated has another generation at once.
    func index(of key: SubscriberKey) -> Int? {
        entries[key.index].generation == key.generation ? key.index : nil
    }

    func key(at index: Int) -> SubscriberKey { SubscriberKey(index: index, generation: entries[index].generation) }

    mutating func insert(_ subscriber: Subscriber) -> SubscriberKey {
        let index: Int
        if let free = vacant.popLast() {
            index = free
        } else {
            index = entries.count
            entries.append(Entry())
        }
        entries[index].subscriber = subscriber
        count += 1
        return key(at: index)
    }

    /// Removes the subscriber; whoever writes it is the caller's to tell, waiting or not.
    mutating func remove(at index: Int) -> Waiter? {
        let waiter = entries[index].desk.map { Waiter.desk($0) } ?? entries[index].waiter
        entries[index] = Entry(generation: entries[index].generation &+ 1)
        vacant.append(index)
        count -= 1
        return waiter
    }
}

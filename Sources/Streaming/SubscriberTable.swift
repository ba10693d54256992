/// Names one subscriber for life, though its place in the table is used again.
struct SubscriberKey: Hashable, Sendable {
    var index: Int
    var generation: UInt32
}

/// Subscribers by index, with the continuation of each reader that waits.
struct SubscriberTable {
    struct Entry {
        var generation: UInt32 = 0
        var subscriber: Subscriber?
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private(set) var count = 0
    private var entries: [Entry] = []
    private var vacant: [Int] = []

    /// Readers that wait. O(subscribers).
    var waiting: Int { entries.count { $0.waiter != nil } }

    /// Every index in use or once used.
    var indices: Range<Int> { entries.indices }

    subscript(index: Int) -> Entry {
        _read { yield entries[index] }
        _modify { yield &entries[index] }
    }

    /// The entry's index while the key's subscriber lives.
    func index(of key: SubscriberKey) -> Int? {
        entries[key.index].generation == key.generation && entries[key.index].subscriber != nil ? key.index : nil
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

    /// Removes the subscriber; the waiting reader, if any, is the caller's to resume.
    mutating func remove(at index: Int) -> CheckedContinuation<Bool, Never>? {
        let waiter = entries[index].waiter
        entries[index] = Entry(generation: entries[index].generation &+ 1)
        vacant.append(index)
        count -= 1
        return waiter
    }
}

/// The feed's memory of its order: for each of the last `capacity` sequence numbers, how many event-topic frames there had
/// been by then, and the last `capacity` event-topic frames themselves.
///
/// A cursor is looked up in O(1) at `ring[(sequence − base) % capacity]`; the events missed since are then a range.
struct History {
    let capacity: Int
    /// The sequence number before the first that was ever appended: 0, or where a history was joined that others began.
    let base: UInt64
    private(set) var head: UInt64
    /// The number of event-topic frames ever appended, which is the ordinal of the next one.
    private(set) var nextOrdinal: UInt64 = 0
    private var ordinals: [UInt64] = []
    private var events: [Frame] = []

    init(capacity: Int, base: UInt64 = 0) {
        self.capacity = max(capacity, 1)
        self.base = base
        head = base
    }

    /// The sequence numbers held.
    var depth: Int { ordinals.count }

    /// The ordinal of the oldest event frame still held.
    var oldestOrdinal: UInt64 { nextOrdinal - UInt64(events.count) }

    mutating func append(_ frame: Frame) {
        if !frame.topic.isState {
            place(frame, in: &events, at: nextOrdinal)
            nextOrdinal += 1
        }
        pass()
    }

    /// Goes one sequence number on, for which there is no frame here.
    mutating func pass() {
        place(nextOrdinal, in: &ordinals, at: head - base)
        head += 1
    }

    /// The ordinal of the first event frame after the frame `sequence`; `nil` when the ring no longer reaches that far
    /// back, or not yet that far forward.
    func ordinal(after sequence: UInt64) -> UInt64? {
        guard sequence <= head, head - sequence <= UInt64(depth) else { return nil }
        if sequence == base { return 0 }
        guard head - sequence < UInt64(depth) else { return nil }
        return ordinals[Int((sequence - base - 1) % UInt64(capacity))]
    }

    /// The event frame with this ordinal; `nil` when it is gone or yet to come.
    func event(_ ordinal: UInt64) -> Frame? {
        guard ordinal >= oldestOrdinal, ordinal < nextOrdinal else { return nil }
        return events[Int(ordinal % UInt64(capacity))]
    }

    private func place<Element>(_ element: Element, in ring: inout [Element], at number: UInt64) {
        if ring.count < capacity { ring.append(element) } else { ring[Int(number % UInt64(capacity))] = element }
    }
}

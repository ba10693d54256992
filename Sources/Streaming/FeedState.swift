import NIOCore

/// Everything a feed guards with its one lock. Functions that wake writers gather them, to be told once the lock is
/// released.
struct FeedState {
    var epoch: Epoch
    let settings: FeedSettings
    let pacing: Int64
    var history: History
    var slots: [TopicSlot] = []
    var slotOf: [Topic: Int] = [:]
    var vacantSlots: [Int] = []
    var table = SubscriberTable()
    /// Indices of the subscribers to every session.
    var everywhere: [Int] = []
    /// Indices of each named caller's subscribers, in the order they came.
    var indicesOf: [String: [Int]] = [:]
    var paced = DeadlineHeap()
    var lifetimes = DeadlineHeap()
    var random: SplitMix64
    var statistics = FeedStatistics()
    var isDraining = false
    /// Wakes the pacer out of its rest.
    var pacer: CheckedContinuation<Bool, Never>?

    init(epoch: Epoch, capacity: Int, settings: FeedSettings) {
        self.epoch = epoch
        self.settings = settings
        pacing = settings.pacing.nanoseconds
        history = History(capacity: capacity)
        random = SplitMix64(seed: settings.seed)
    }

    var headCursor: FeedCursor { FeedCursor(epoch: epoch, sequence: history.head) }

    var view: FeedView {
        FeedView(
            epoch: epoch, history: history, slots: slots, pacing: pacing, server: settings.server,
            unixMilliseconds: settings.clock.unixMilliseconds())
    }

    /// The slot of a state topic, made when there is none.
    mutating func slot(for topic: Topic) -> Int {
        if let known = slotOf[topic] { return known }
        let slot: Int
        if let free = vacantSlots.popLast() {
            slots[free].topic = topic
            slot = free
        } else {
            slot = slots.count
            slots.append(TopicSlot(topic: topic))
        }
        slotOf[topic] = slot
        return slot
    }

    /// Frees a slot that nobody watches and that holds nothing.
    mutating func releaseIfUnused(slot: Int) {
        guard slots[slot].frame == nil, slots[slot].watchers.isEmpty else { return }
        guard slotOf.removeValue(forKey: slots[slot].topic) != nil else { return }
        vacantSlots.append(slot)
    }
}

import Streaming

/// What waits to get its place in the feed, oldest first. Of a state topic only the newest waits. Pure.
struct Outbox {
    private var entries: [SharedEntry?] = []
    private var placeOf: [Topic: Int] = [:]
    /// Entries ever added.
    private(set) var added = 0

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ entry: SharedEntry) {
        added += 1
        if case .frame(let frame) = entry, frame.topic.isState {
            if let older = placeOf[frame.topic] { entries[older] = nil }
            placeOf[frame.topic] = entries.count
        }
        entries.append(entry)
    }

    /// Takes all that waits.
    mutating func takeAll() -> [SharedEntry] {
        defer {
            entries = []
            placeOf = [:]
        }
        return entries.compactMap(\.self)
    }
}

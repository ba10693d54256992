/// What was written to one node's journal in one go, as the other nodes are told of it.
public struct JournalEntry: Hashable, Sendable {
    public var events: [TelemetryEvent]
    public var impressions: [Impression]

    public init(events: [TelemetryEvent] = [], impressions: [Impression] = []) {
        self.events = events
        self.impressions = impressions
    }
}

/// An entry that the other nodes have yet to be told of.
public struct UnsharedEntry: Hashable, Sendable {
    /// Grows with every entry.
    public var sequence: Int64
    /// ``JournalEntry/jsonText``.
    public var json: String

    public init(sequence: Int64, json: String) {
        self.sequence = sequence
        self.json = json
    }
}

/// The half of a journal that nodes share. What is written here is kept, in the same transaction, until the others can be
/// told; what others wrote is taken together with the place up to which it was read. So neither a crash nor an outage loses
/// or doubles an event. Conformer: `Catalog`.
public protocol SharedJournal: Sendable {
    /// Rings when there is something to tell, and once at first.
    var unsharedBell: AsyncStream<Void> { get }
    /// The oldest entries that were not told.
    func unshared(limit: Int) async throws -> [UnsharedEntry]
    /// Entries up to this one were told.
    func shared(through sequence: Int64) async throws
    /// The place up to which the others' entries were taken; `nil` before the first.
    func takenPosition() async throws -> String?
}

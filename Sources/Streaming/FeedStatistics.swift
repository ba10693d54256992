/// Counts since the feed began, and gauges of now.
public struct FeedStatistics: Hashable, Sendable {
    /// Streams open now.
    public var subscribers = 0
    /// Of those, the ones with nothing to write; the others are in a write.
    public var waiting = 0
    /// Frames published.
    public var published: UInt64 = 0
    /// Frames a subscriber never saw because a newer one of the same state topic replaced them, over all subscribers.
    public var conflated: UInt64 = 0
    /// Frames sent to bring resumed streams forward.
    public var replayed: UInt64 = 0
    /// Writes handed to readers.
    public var writes: UInt64 = 0
    public var resets: [ResetReason: UInt64] = [:]
    /// Sequence numbers a cursor can be resumed from.
    public var ringDepth = 0
    public var opens: UInt64 = 0
    public var closes: [CloseReason: UInt64] = [:]
    /// Streams sent away because there were too many.
    public var refused: UInt64 = 0

    public init() {}
}

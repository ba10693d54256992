public import NIOCore

/// One dispatched event.
public struct SSEEvent: Sendable, Equatable {
    /// The last event id as of this event: what a reconnect would send as `Last-Event-ID`. Empty before the first.
    public var id: String
    /// `message` when the stream named none.
    public var event: String
    /// The payload's bytes.
    public var bytes: ByteBuffer
    /// When the bytes that completed it were read, on the monotonic clock.
    public var receivedAt: NIODeadline

    public init(id: String, event: String, bytes: ByteBuffer, receivedAt: NIODeadline) {
        self.id = id
        self.event = event
        self.bytes = bytes
        self.receivedAt = receivedAt
    }

    /// The payload, decoded as UTF-8 with replacement characters for what is not.
    public var data: String { String(decoding: bytes.readableBytesView, as: UTF8.self) }
}

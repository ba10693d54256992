import NIOCore
import Synchronization

/// One published frame, encoded once and shared by every subscriber that is sent it.
final class Frame: Sendable {
    let cursor: FeedCursor
    let topic: Topic
    let event: SSEField
    /// The JSON as published.
    let data: ByteBuffer
    /// The whole frame as `text/event-stream`, its own cursor as `id`.
    let encoded: ByteBuffer
    /// The bytes of `encoded` after the `id` line.
    private let bodyLength: Int
    /// Patches to this frame, by the sequence of the frame they begin at; `nil` where the frame itself is smaller.
    private let patches = Mutex<[UInt64: FramePatch?]>([:])

    /// Seals the draft in place.
    init(topic: Topic, draft: inout FrameDraft, cursor: FeedCursor) {
        self.cursor = cursor
        self.topic = topic
        event = draft.event
        data = draft.data
        bodyLength = draft.bodyLength
        draft.seal(with: cursor)
        encoded = draft.buffer
    }

    var sequence: UInt64 { cursor.sequence }

    /// The patch from an older frame of the same topic, made when it is first asked for and shared by all who stand at that
    /// frame; `nil` where this frame itself is smaller.
    func patch(from base: Frame) -> FramePatch? {
        patches.withLock { patches in
            if let known = patches[base.sequence] { return known }
            let patch = FramePatch(from: base, to: self)
            patches[base.sequence] = .some(patch)
            return patch
        }
    }

    /// The frame without its `id` line, for the few places where a client is given another cursor.
    var body: ByteBuffer { encoded.getSlice(at: encoded.writerIndex - bodyLength, length: bodyLength) ?? encoded }
}

/// A frame before it has its place in the order: everything but the `id` line, encoded outside the feed's lock.
struct FrameDraft {
    /// Room for `id: <cursor>\n` in front of the body, so that sealing copies nothing.
    private static let headroom = 40

    let event: SSEField
    let data: ByteBuffer
    let bodyLength: Int
    fileprivate var buffer: ByteBuffer

    init(event: SSEField, data: ByteBuffer) {
        var buffer = ByteBufferAllocator().buffer(
            capacity: Self.headroom + data.readableBytes + event.text.utf8.count + 24)
        buffer.writeRepeatingByte(0, count: Self.headroom)
        SSEEncoder.appendBody(event: event, data: data, to: &buffer)
        self.event = event
        self.data = data
        bodyLength = buffer.readableBytes - Self.headroom
        self.buffer = buffer
    }

    /// Writes the `id` line right before the body. The draft alone holds its buffer, so nothing is copied.
    fileprivate mutating func seal(with cursor: FeedCursor) {
        let line = "id: \(cursor)\n"
        let start = buffer.readerIndex + Self.headroom - line.utf8.count
        buffer.setString(line, at: start)
        buffer.moveReaderIndex(to: start)
    }
}

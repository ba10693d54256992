import NIOCore

/// What turns one list into the next, as an event of its own.
struct FramePatch {
    static let event = SSEField(sanitising: "patch")

    /// `{session_id, base, revision, ops}`.
    let data: ByteBuffer
    /// The whole event as `text/event-stream`, with the cursor of the frame it leads to.
    let encoded: ByteBuffer

    /// `nil` when either is not a list with ids, or the new list is no larger than the patch.
    init?(from base: Frame, to frame: Frame) {
        guard let data = SuggestionPatch.data(from: base.data, to: frame.data) else { return nil }
        var encoded = ByteBufferAllocator().buffer(capacity: data.readableBytes + 96)
        SSEEncoder.append(id: SSEField(frame.cursor), event: Self.event, data: data, to: &encoded)
        guard encoded.readableBytes < frame.encoded.readableBytes else { return nil }
        self.data = data
        self.encoded = encoded
    }
}

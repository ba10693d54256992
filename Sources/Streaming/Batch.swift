import NIOCore

/// What one write holds, as references to shared frames: decided under the feed's lock, turned into bytes outside it.
struct Batch {
    enum Piece {
        /// A shared frame as it is.
        case frame(Frame)
        /// A shared patch from one frame to the next, or the next frame where that is smaller.
        case patch(from: Frame, to: Frame)
        /// A shared frame that leaves this client at another cursor.
        case renumbered(Frame, FeedCursor)
        /// A frame for this client alone.
        case own(event: String, data: ByteBuffer, id: FeedCursor?)
        case retry(milliseconds: Int)
        case comment

        /// The frame of the feed that it brings, in whatever form.
        var published: Frame? {
            switch self {
            case .frame(let frame), .renumbered(let frame, _), .patch(_, let frame): frame
            case .own, .retry, .comment: nil
            }
        }
    }

    var format: StreamFormat
    var pieces: [Piece] = []
    /// Nothing comes after it.
    var isLast = false

    /// One buffer for one write. A single shared frame is handed on without a copy.
    func bytes() -> ByteBuffer {
        if format == .sse, pieces.count == 1, case .frame(let frame) = pieces[0] { return frame.encoded }
        var out = ByteBuffer()
        out.reserveCapacity(pieces.reduce(64) { $0 + Self.estimate($1) })
        for piece in pieces {
            switch format {
            case .sse: Self.writeEventStream(piece, to: &out)
            case .ndjson: Self.writeLine(piece, to: &out)
            }
        }
        return out
    }

    /// One chunk of an HTTP/1.1 chunked body (RFC 9112 §7.1) for one write.
    func chunk() -> ByteBuffer { sharedChunk ?? madeChunk() }

    /// The chunk of a single shared frame or of a heartbeat, which nobody has to copy.
    var sharedChunk: ByteBuffer? {
        guard format == .sse, pieces.count == 1 else { return nil }
        switch pieces[0] {
        case .frame(let frame): return frame.chunk
        case .comment: return Self.heartbeat
        default: return nil
        }
    }

    private static let heartbeat = Batch(format: .sse, pieces: [.comment]).madeChunk()

    private func madeChunk() -> ByteBuffer { HTTPChunk.chunk(of: bytes()) }

    /// The frames, and the bases of patches, when the batch holds nothing else: whoever is sent the same is sent the same bytes.
    var sharedFrames: [ObjectIdentifier]? {
        var frames: [ObjectIdentifier] = []
        for piece in pieces {
            switch piece {
            case .frame(let frame): frames += [ObjectIdentifier(frame), ObjectIdentifier(Frame.self)]
            case .patch(let base, let frame): frames += [ObjectIdentifier(base), ObjectIdentifier(frame)]
            case .renumbered, .own, .retry, .comment: return nil
            }
        }
        return frames
    }

    private static func estimate(_ piece: Piece) -> Int {
        switch piece {
        case .frame(let frame), .renumbered(let frame, _), .patch(_, let frame): frame.encoded.readableBytes + 64
        case .own(_, let data, _): data.readableBytes + 96
        case .retry, .comment: 16
        }
    }

    private static func writeEventStream(_ piece: Piece, to out: inout ByteBuffer) {
        switch piece {
        case .frame(let frame): out.writeImmutableBuffer(frame.encoded)
        case .patch(let base, let frame): out.writeImmutableBuffer(frame.patch(from: base)?.encoded ?? frame.encoded)
        case .renumbered(let frame, let cursor):
            out.writeString("id: \(cursor)\n")
            out.writeImmutableBuffer(frame.body)
        case .own(let event, let data, let id):
            SSEEncoder.append(id: id.map { SSEField($0) }, event: SSEField(sanitising: event), data: data, to: &out)
        case .retry(let milliseconds): SSEEncoder.appendRetry(milliseconds: milliseconds, to: &out)
        case .comment: SSEEncoder.appendHeartbeat(to: &out)
        }
    }

    private static func writeLine(_ piece: Piece, to out: inout ByteBuffer) {
        switch piece {
        case .frame(let frame):
            NDJSONEncoder.append(id: SSEField(frame.cursor), event: frame.event, data: frame.data, to: &out)
        case .patch(let base, let frame):
            let patch = frame.patch(from: base)
            NDJSONEncoder.append(
                id: SSEField(frame.cursor), event: patch.map { _ in FramePatch.event } ?? frame.event,
                data: patch?.data ?? frame.data, to: &out)
        case .renumbered(let frame, let cursor):
            NDJSONEncoder.append(id: SSEField(cursor), event: frame.event, data: frame.data, to: &out)
        case .own(let event, let data, let id):
            NDJSONEncoder.append(id: id.map { SSEField($0) }, event: SSEField(sanitising: event), data: data, to: &out)
        case .retry, .comment: break
        }
    }
}

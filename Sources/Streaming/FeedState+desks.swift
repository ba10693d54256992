public import NIOCore

extension FeedState {
    /// Lets a desk write a subscriber from now on.
    mutating func seat(_ key: SubscriberKey, at desk: any Desk) {
        guard let index = table.index(of: key) else { return }
        table[index].desk = desk
    }

    /// What a desk is to write for one of its streams. The stream is woken again by whatever comes after; that it may not be
    /// able to write by then is for the desk to see.
    mutating func takeAtDesk(_ key: SubscriberKey, at now: Int64, waking: inout Woken) -> Taking {
        let taking = take(key, at: now)
        // After its last bytes a stream is not woken: it stays until the desk has flushed them and cancels.
        if case .batch(let batch) = taking, batch.isLast { return taking }
        if let index = table.index(of: key), let desk = table[index].desk {
            table[index].waiter = .desk(desk)
            wakeOrPace(index, at: now, waking: &waking)
        }
        return taking
    }
}

extension Feed {
    /// What a writer does next.
    public enum Write {
        /// These bytes, one HTTP/1.1 chunk, and then no more if they are the last.
        case chunk(ByteBuffer, isLast: Bool)
        /// The stream is over.
        case end
    }

    /// Takes what is due for several streams of a desk under one hold of the lock, then hands it over, stream by stream. Nothing
    /// is handed over for a stream that has nothing to write.
    ///
    /// - Complexity: O(dirty topics and missed events) a stream, one lock for all.
    public func take(_ keys: [SubscriberKey], each write: (SubscriberKey, Write) -> Void) {
        let taken = locked { state, now, waking in
            keys.map { ($0, state.takeAtDesk($0, at: now, waking: &waking)) }
        }
        var shared = SharedChunk()
        for (key, taking) in taken {
            switch taking {
            case .nothing: break
            case .end: write(key, .end)
            case .batch(let batch): write(key, .chunk(shared.chunk(of: batch), isLast: batch.isLast))
            }
        }
    }
}

/// The bytes of the last batch of several shared frames: streams of one session that lag by the same frames are sent the same.
struct SharedChunk {
    private var frames: [ObjectIdentifier] = []
    private var format = StreamFormat.sse
    private var bytes = ByteBuffer()

    mutating func chunk(of batch: Batch) -> ByteBuffer {
        if let chunk = batch.sharedChunk { return chunk }
        guard let frames = batch.sharedFrames else { return batch.chunk() }
        if frames != self.frames || batch.format != format {
            bytes = batch.chunk()
            format = batch.format
            self.frames = frames
        }
        return bytes
    }
}

import NIOCore

/// How fast frames are encoded: the cost that a publish pays once, however many watch.
public enum EncodeBenchmark {
    public struct Result: Sendable, Hashable {
        public var frames: Int
        /// Bytes of JSON in each frame.
        public var payloadBytes: Int
        public var seconds: Double
        public var framesPerSecond: Double
        /// Encoded bytes per second, in units of 10⁶.
        public var megabytesPerSecond: Double
    }

    /// Encodes `frames` frames of about `payloadBytes` bytes of JSON like that of a suggestion set, cursor and all.
    public static func run(frames: Int = 20_000, payloadBytes: Int = 8192) -> Result {
        let payload = payload(ofBytes: payloadBytes)
        var random = SplitMix64(seed: 1)
        let epoch = Epoch(using: &random)
        let event = SSEField(sanitising: "suggestions")
        var bytes = 0
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            for sequence in 0..<max(frames, 1) {
                var draft = FrameDraft(event: event, data: payload)
                let cursor = FeedCursor(epoch: epoch, sequence: UInt64(sequence))
                bytes += Frame(topic: .suggestions("bench"), draft: &draft, cursor: cursor, at: 0).encoded.readableBytes
            }
        }
        let seconds = max(Double(elapsed.nanoseconds) / 1e9, 1e-9)
        return Result(
            frames: max(frames, 1), payloadBytes: payload.readableBytes, seconds: seconds,
            framesPerSecond: Double(max(frames, 1)) / seconds, megabytesPerSecond: Double(bytes) / seconds / 1e6)
    }

    private static func payload(ofBytes size: Int) -> ByteBuffer {
        var json = ByteBuffer(string: #"{"session_id":"bench","revision":1,"suggestions":["#)
        var rank = 1
        repeat {
            if rank > 1 { json.writeStaticString(",") }
            json.writeString(
                #"{"rank":\#(rank),"name":"loop \#(rank).wav","score":0.9312,"rationale":"Same key, 1 BPM from yours"}"#
            )
            rank += 1
        } while json.readableBytes < size
        json.writeStaticString("]}")
        return json
    }
}

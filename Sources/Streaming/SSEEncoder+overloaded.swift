public import NIOCore

extension SSEEncoder {
    /// The whole stream of a client that is sent away: when to come back, and why. It is a 200, because `EventSource` gives
    /// up for ever on any other status.
    public static func overloaded(retryMilliseconds: Int) -> ByteBuffer {
        var out = ByteBuffer()
        appendRetry(milliseconds: retryMilliseconds, to: &out)
        append(
            id: nil, event: SSEField(sanitising: "overloaded"),
            data: JSONWriter.object { $0.member("reason", "server_full") }, to: &out)
        return out
    }
}

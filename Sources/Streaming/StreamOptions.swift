/// How frames are written.
public enum StreamFormat: String, Hashable, Sendable {
    /// `text/event-stream`.
    case sse
    /// `application/x-ndjson`: one `{"id","event","data"}` object a line, for scripts.
    case ndjson
}

/// What one watcher asked for.
public struct StreamOptions: Sendable {
    public var sessions: SessionFilter
    /// `Last-Event-ID` or `?last_event_id=` as it came; any text is safe. Empty counts as absent.
    public var lastEventID: String?
    public var format: StreamFormat
    /// Seconds without a write before a heartbeat; clamped to 5…60.
    public var pingSeconds: Int {
        didSet { pingSeconds = Self.clamped(pingSeconds) }
    }
    /// Heartbeats are `hb` events instead of comments, since JavaScript cannot see comments.
    public var heartbeatEvents: Bool

    public init(
        sessions: SessionFilter, lastEventID: String? = nil, format: StreamFormat = .sse, pingSeconds: Int = 15,
        heartbeatEvents: Bool = false
    ) {
        self.sessions = sessions
        self.lastEventID = lastEventID
        self.format = format
        self.pingSeconds = Self.clamped(pingSeconds)
        self.heartbeatEvents = heartbeatEvents
    }

    private static func clamped(_ seconds: Int) -> Int { min(max(seconds, 5), 60) }
}

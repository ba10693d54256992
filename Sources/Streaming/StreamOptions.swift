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
    /// A changed list comes as a `patch` of the one this client was last sent, where that is smaller.
    public var patches: Bool
    /// Who watches; streams of one caller are capped. `nil` is nobody in particular, and not capped.
    public var caller: String?
    /// What is left of the caller's token: the stream ends with `reauth` when it is over.
    public var lifetime: Duration?

    public init(
        sessions: SessionFilter, lastEventID: String? = nil, format: StreamFormat = .sse, pingSeconds: Int = 15,
        heartbeatEvents: Bool = false, patches: Bool = false, caller: String? = nil, lifetime: Duration? = nil
    ) {
        self.sessions = sessions
        self.lastEventID = lastEventID
        self.format = format
        self.pingSeconds = Self.clamped(pingSeconds)
        self.heartbeatEvents = heartbeatEvents
        self.patches = patches
        self.caller = caller
        self.lifetime = lifetime
    }

    private static func clamped(_ seconds: Int) -> Int { min(max(seconds, 5), 60) }
}

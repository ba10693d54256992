/// What a frame is about. The payload is the session id's text.
public enum Topic: Hashable, Sendable {
    /// State topics: only the newest frame matters, so they are conflated.
    case context(String), suggestions(String)
    /// Event topics: every frame matters, so they are read from the ring, never conflated, never silently dropped.
    case library, experiment(String)

    /// Whether a newer frame replaces an older one.
    public var isState: Bool {
        switch self {
        case .context, .suggestions: true
        case .library, .experiment: false
        }
    }

    /// The session the topic belongs to; `nil` for the library, which concerns everyone.
    public var session: String? {
        switch self {
        case .context(let session), .suggestions(let session), .experiment(let session): session
        case .library: nil
        }
    }
}

/// The sessions one stream watches. `library` notices reach every stream.
public enum SessionFilter: Hashable, Sendable {
    /// Every session of the feed, those to come included.
    case all
    case only(Set<String>)

    func admits(_ topic: Topic) -> Bool {
        guard case .only(let sessions) = self, let session = topic.session else { return true }
        return sessions.contains(session)
    }
}

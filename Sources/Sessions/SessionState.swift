/// A session together with what is needed to accept its next update: a pure reducer.
public struct SessionState: Hashable, Sendable {
    public var session: StoredSession
    /// The newest idempotency keys, oldest first; at most ``rememberedKeys``.
    public private(set) var idempotencyKeys: [String]

    /// How many idempotency keys a session remembers.
    public static let rememberedKeys = 64

    public init(_ session: StoredSession, idempotencyKeys: [String] = []) {
        self.session = session
        self.idempotencyKeys = Array(idempotencyKeys.suffix(Self.rememberedKeys))
    }

    /// Applies one update.
    ///
    /// A remembered idempotency key comes first: a repeated request is answered as it was, whatever its version. Then an
    /// older `version` is refused. Anything else is applied and makes a new revision, even when it changes no field: the
    /// sender is told that it was heard, and watchers see that the session is alive.
    public mutating func apply(_ update: ContextUpdate) throws(ContextStoreError) -> ContextOutcome {
        if let key = update.idempotencyKey, idempotencyKeys.contains(key) { return .replayed(session) }
        if let given = update.version, let stored = session.version, given < stored {
            throw .stale(stored: stored, given: given)
        }
        session = session.applying(update)
        if let key = update.idempotencyKey { remember(key) }
        return .applied(session)
    }

    /// Remembers a key and forgets the oldest one when there are too many.
    public mutating func remember(_ idempotencyKey: String) {
        if idempotencyKeys.contains(idempotencyKey) { return }
        idempotencyKeys.append(idempotencyKey)
        if idempotencyKeys.count > Self.rememberedKeys { idempotencyKeys.removeFirst() }
    }
}

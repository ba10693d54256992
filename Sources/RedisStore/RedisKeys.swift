import Ranking

/// The names under which one user's sessions stand in Redis; one hash tag, so that a cluster keeps them on one node.
struct RedisKeys: Sendable {
    let user: String

    /// Hash: `revision`, `setting`, `version`, `updated`, and `context.<path>` for every field of the context.
    func session(_ id: SessionID) -> String { "attune:{\(user)}:session:\(id.rawValue)" }
    /// List of the newest idempotency keys, oldest first.
    func idempotency(_ id: SessionID) -> String { "attune:{\(user)}:idempotency:\(id.rawValue)" }
    /// Sorted set of session ids by the time of their last update.
    var index: String { "attune:{\(user)}:sessions" }
    /// This node's connection, as a number: see ``RedisScript``.
    func node(_ name: String) -> String { "attune:{\(user)}:node:\(name)" }
}

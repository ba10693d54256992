import Ranking

/// The names under which one user's sessions stand in Redis; one hash tag, so that a cluster keeps them on one node.
struct RedisKeys: Sendable {
    let user: String

    /// Hash: `revision`, `setting`, `version`, `updated`, `context.<path>` for every field of the context, and `stamp`, which every
    /// change of it makes anew.
    func session(_ id: SessionID) -> String { "attune:{\(user)}:session:\(id.rawValue)" }
    /// List of the newest idempotency keys, oldest first.
    func idempotency(_ id: SessionID) -> String { "attune:{\(user)}:idempotency:\(id.rawValue)" }
    /// Sorted set of session ids by the time of their last update.
    var index: String { "attune:{\(user)}:sessions" }
    /// Hash: `epoch` and `seq` of the feed.
    var feed: String { "attune:{\(user)}:feed" }
    /// Stream: what happened at each place of the feed; the id of an entry is its sequence number.
    var log: String { "attune:{\(user)}:log" }
    /// Hash: the newest of the deeds that are kept, by kind and name.
    var deeds: String { "attune:{\(user)}:deeds" }
    /// Hash: the newest frame of a state topic, for a while.
    func newest(_ kind: FeedMessage.Kind, _ session: String) -> String {
        "attune:{\(user)}:newest:\(kind.rawValue):\(session)"
    }
    /// Stream: what nodes stored, for the others.
    func exchange(_ subject: StreamExchange.Subject) -> String { "attune:{\(user)}:\(subject.rawValue)" }
    /// Hash: up to where each node has read that stream.
    func readers(_ subject: StreamExchange.Subject) -> String { "attune:{\(user)}:\(subject.rawValue):readers" }
    /// The channel on which nodes hear of each other's frames: see ``FeedMessage``.
    var channel: String { "attune:{\(user)}:places" }
    /// This node's connection, as a number: see ``RedisScript``.
    func node(_ name: String) -> String { "attune:{\(user)}:node:\(name)" }
}

import Ranking
import Sessions

/// A session as it stands in Redis, or stood there.
struct Stamped: Hashable, Sendable {
    var session: StoredSession
    /// Names the change that made it so: where Redis still has the same stamp, it has the same session. `nil` where this is not
    /// known.
    var stamp: String?
}

import Synchronization

/// Tokens whose signature was good, so that a caller's next request costs a look-up and not a signature. Who is here may
/// have expired: the time is checked at each use.
final class VerifiedTokens: Sendable {
    private let capacity: Int
    private let table = Mutex<[String: Principal]>([:])

    init(capacity: Int) { self.capacity = capacity }

    subscript(token: String) -> Principal? { table.withLock { $0[token] } }

    /// Full, it starts afresh: the callers of now are soon back.
    func remember(_ principal: Principal, of token: String) {
        table.withLock { table in
            if table.count >= capacity { table.removeAll(keepingCapacity: true) }
            table[token] = principal
        }
    }
}

import Synchronization

/// Where an endpoint's connections go: to its own address, or to the node of a Redis Cluster that it was sent on to. All keys of a
/// user have one hash tag, and so one node.
///
/// A route is not part of what an endpoint is: all are equal.
final class RedisRoute: Hashable, Sendable {
    private let detour = Mutex<RedisEndpoint.Address?>(nil)

    /// Where to go from an address.
    func current(from home: RedisEndpoint.Address) -> RedisEndpoint.Address { detour.withLock { $0 } ?? home }

    /// Takes up what a node of a cluster answers for a slot that another has: `MOVED slot host:port`; without a host it is its own.
    /// False for any other answer.
    func follow(_ error: String, at address: RedisEndpoint.Address) -> Bool {
        let words = error.split(separator: " ")
        guard words.count == 3, words[0] == "MOVED", let colon = words[2].lastIndex(of: ":"),
            let port = Int(words[2][words[2].index(after: colon)...]), case .tcp(let own, _) = address
        else { return false }
        let host = String(words[2][..<colon])
        detour.withLock { $0 = .tcp(host: host.isEmpty ? own : host, port: port) }
        return true
    }

    /// The node it was sent to cannot be reached: the next attempt begins at home.
    func giveUp() { detour.withLock { $0 = nil } }

    static func == (a: RedisRoute, b: RedisRoute) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

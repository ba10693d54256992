/// Limits and intervals of a ``RedisContextStore``.
public struct RedisSettings: Sendable {
    /// The longest a request waits for Redis. The first command that takes longer opens the circuit.
    public var commandLimit: Duration = .milliseconds(50)
    /// How long the feed hears nothing before it tries another connection: no request waits for it, and a machine whose cores are
    /// full is silent for a while.
    var feedLimit: Duration { commandLimit * 4 }
    /// The longest an attempt to connect, log in and load the scripts takes.
    public var connectLimit: Duration = .milliseconds(500)
    /// How often an idle connection is probed, and sessions that wait to be written are tried again.
    public var probeInterval: Duration = .milliseconds(500)
    public var backoff = Backoff()
    /// Idle seconds after which a session is gone.
    public var idleLimit: Double = 7 * 86_400
    /// The most sessions this node keeps in memory; see ``SessionTable``.
    public var capacity = 100_000
    /// The owner of the keys, and their hash tag: `attune:{user}:…`.
    public var user = "local"
    /// Places of the feed that Redis remembers.
    public var feedCapacity = 65_536
    /// Entries of each exchange that Redis remembers: what a node that was away reads when it is back.
    public var exchangeCapacity = 10_000
    /// Seconds for which Redis holds the newest frame of a topic that no longer changes; after that a node makes it anew.
    public var frameLife: Double = 120

    public init() {}
}

/// Waiting times between attempts to connect: doubling up to a limit, each shortened by chance so that the nodes of a
/// cluster do not return at the same moment.
public struct Backoff: Hashable, Sendable {
    public var first: Duration = .milliseconds(50)
    public var longest: Duration = .seconds(2)

    public init() {}

    /// The wait after `failures` failed attempts in a row; `chance` is uniform in 0…1 and halves it at most.
    public func delay(after failures: Int, chance: Double) -> Duration {
        let doubled = first * (1 << min(max(0, failures - 1), 20))
        return min(doubled, longest) * (1 - chance / 2)
    }
}

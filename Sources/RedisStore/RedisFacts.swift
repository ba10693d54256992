/// What a Redis says of itself, as far as it concerns Attune. `nil` is what it would not say.
public struct RedisFacts: Hashable, Sendable {
    public enum Role: String, Sendable {
        /// Takes writes.
        case primary = "master"
        /// Refuses them.
        case replica = "slave"
    }

    /// Such as `7.0.15`.
    public var version: String?
    public var role: Role?
    /// Bytes its data take.
    public var usedMemory: Int?
    /// Bytes its data may take; 0 is no limit.
    public var maximalMemory: Int?
    /// `maxmemory-policy`: what happens at the limit.
    public var evictionPolicy: String?
    /// Keys that were evicted since it started.
    public var evictedKeys: Int?
    /// Whether every write goes to an append-only file.
    public var appendsWrites: Bool?
    /// Whether the last attempt to write a snapshot, and to append, succeeded.
    public var lastWriteSucceeded: Bool?
    /// `CONFIG GET save`: pairs of seconds and changes, empty without snapshots.
    public var saveRules: String?
    /// What it refused to tell: the command, and its words.
    public var withheld: [String: String] = [:]
    /// How long single commands took that do nothing.
    public var roundTrips: [Duration] = []

    /// Reads the reply to `INFO`, which is lines of `name:value`.
    public init(info: String) {
        var fields: [Substring: Substring] = [:]
        for line in info.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        version = fields["redis_version"].map(String.init)
        role = fields["role"].flatMap { Role(rawValue: String($0)) }
        usedMemory = fields["used_memory"].flatMap { Int($0) }
        maximalMemory = fields["maxmemory"].flatMap { Int($0) }
        evictionPolicy = fields["maxmemory_policy"].map(String.init)
        evictedKeys = fields["evicted_keys"].flatMap { Int($0) }
        appendsWrites = fields["aof_enabled"].map { $0 == "1" }
        let outcomes = ["rdb_last_bgsave_status", "aof_last_write_status"].compactMap { fields[$0] }
        lastWriteSucceeded = outcomes.isEmpty ? nil : outcomes.allSatisfy { $0 == "ok" }
    }

    /// Whether its version is one Attune works with, 5 or newer; `nil` when it is not known.
    public var isSupported: Bool? {
        version?.split(separator: ".").first.flatMap { Int($0) }.map { $0 >= 5 }
    }

    /// The middle of the ``roundTrips``; the upper of the two when their number is even.
    public var medianRoundTrip: Duration? {
        roundTrips.isEmpty ? nil : roundTrips.sorted()[roundTrips.count / 2]
    }
}

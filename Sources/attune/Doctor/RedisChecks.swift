import Foundation
import RedisStore

/// Whether the configured Redis answers, and is set up to hold sessions.
enum RedisChecks {
    /// The longest all of it may take.
    private static let limit = Duration.seconds(2)
    /// A round trip adds to every update's way; Redis on the same network answers in a fraction of this.
    private static let slow = Duration.milliseconds(1)

    static func checks(_ url: String) async -> [Check] {
        let endpoint: RedisEndpoint
        do {
            endpoint = try RedisEndpoint(url: url)
        } catch {
            return [Check("Redis", .fail, "\(error)", next: "Correct --redis or ATTUNE_REDIS.")]
        }
        switch await RedisProbe.ask(endpoint, within: limit) {
        case .answers(let facts):
            return [
                identity(facts, at: endpoint), memory(facts), persistence(facts), latency(facts),
            ]
        case .fails(let reason):
            return [
                Check(
                    "Redis", .fail, "\(endpoint): \(reason)", next: "Check that it runs there: `redis-cli -u URL ping`."
                )
            ]
        }
    }

    private static func identity(_ facts: RedisFacts, at endpoint: RedisEndpoint) -> Check {
        guard let version = facts.version else {
            return Check(
                "Redis", .warn, "\(endpoint) answers, but does not tell its version\(words(facts, "INFO"))",
                next: "Allow the Redis user +info to see more; Attune needs version 5 or newer.")
        }
        let found = "\(endpoint) answers, version \(version)"
        if facts.isSupported == false {
            return Check("Redis", .fail, found, next: "Attune needs 5 or newer: upgrade it.")
        }
        if facts.role == .replica {
            return Check("Redis", .fail, found + ", a replica", next: "Give the address of its primary.")
        }
        return Check("Redis", .ok, found)
    }

    // MARK: Memory

    private static func memory(_ facts: RedisFacts) -> Check {
        let name = "Redis memory"
        guard let limit = facts.maximalMemory, let policy = facts.evictionPolicy else {
            return Check(name, .warn, "not told\(words(facts, "INFO"))", next: "Allow the Redis user +info.")
        }
        let used = facts.usedMemory.map { "\(mebibytes($0)) of " } ?? ""
        let evicted = facts.evictedKeys.flatMap { $0 > 0 ? "; \($0) keys evicted since it started" : nil } ?? ""
        let found = "\(limit == 0 ? "no maxmemory" : "\(used)\(mebibytes(limit))"), \(policy)\(evicted)"
        let remedy = "`CONFIG SET maxmemory-policy noeviction` (or volatile-ttl), and the same in redis.conf."
        if policy.hasPrefix("allkeys-") || policy == "volatile-random" {
            return Check(name, .warn, found + ": when it is full, live sessions are evicted", next: remedy)
        }
        if limit == 0 {
            return Check(
                name, .warn, found + ": it grows until the machine has no more",
                next: "Set maxmemory below what the machine has; docs/OPERATIONS.md tells what a session takes.")
        }
        let consequence =
            policy == "noeviction"
            ? "when it is full, it takes no changes, and nodes hold them" : "when it is full, idle sessions go first"
        return Check(name, .ok, "\(found): \(consequence)")
    }

    private static func mebibytes(_ bytes: Int) -> String {
        String(format: "%.1f MiB", Double(bytes) / 1_048_576)
    }

    // MARK: Persistence

    private static func persistence(_ facts: RedisFacts) -> Check {
        let name = "Redis persistence"
        guard let appends = facts.appendsWrites, let succeeded = facts.lastWriteSucceeded else {
            return Check(name, .warn, "not told\(words(facts, "INFO"))", next: "Allow the Redis user +info.")
        }
        let snapshots =
            switch facts.saveRules {
            case nil: "when snapshots are taken is not told\(words(facts, "CONFIG"))"
            case "": "no snapshots"
            case let rules?: "snapshots (save \(rules))"
            }
        let found = "\(appends ? "append-only file" : "no append-only file"), \(snapshots)"
        guard succeeded else {
            return Check(
                name, .fail, found + "; the last write to its disk failed",
                next: "See Redis's log and its disk; until it can write, it may refuse every change.")
        }
        if !appends, facts.saveRules == "" {
            return Check(
                name, .warn, found + ": after a restart it has only what running nodes write back",
                next: "`CONFIG SET appendonly yes`, and the same in redis.conf.")
        }
        let loss = appends ? "" : ": a restart loses what came after the last one, unless a node still holds it"
        return Check(name, .ok, found + loss)
    }

    // MARK: Latency

    private static func latency(_ facts: RedisFacts) -> Check {
        let name = "Redis latency"
        guard let median = facts.medianRoundTrip else { return Check(name, .warn, "not measured") }
        let count = facts.roundTrips.count
        let milliseconds = String(format: "%.2f ms", median / .milliseconds(1))
        let found = "\(milliseconds), the median of \(count) round trips"
        guard median > slow else { return Check(name, .ok, found) }
        return Check(
            name, .warn, found + "; every update waits for one",
            next: "Put Redis nearer to the nodes, and look for what keeps it busy: `redis-cli slowlog get`.")
    }

    /// What Redis said when it was asked, for the end of a sentence.
    private static func words(_ facts: RedisFacts, _ command: String) -> String {
        facts.withheld[command].map { " (\(command): \($0))" } ?? ""
    }
}

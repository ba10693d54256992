import AttuneTesting
import Foundation
import Testing

@Suite struct RedisDoctorTests {
    @Test("the doctor tells version, memory, persistence and latency of a Redis that is as it should be")
    func sound() throws {
        let redis = try RedisServerProcess(arguments: [
            "--maxmemory", "64mb", "--maxmemory-policy", "volatile-ttl", "--appendonly", "yes",
        ])
        let checks = try Checks(of: redis.url, status: 0)
        try checks.expect("Redis", "ok", "\(redis.url)/0 answers, version ")
        try checks.expect("Redis memory", "ok", "of 64.0 MiB, volatile-ttl: when it is full, idle sessions go first")
        try checks.expect("Redis persistence", "ok", "append-only file, no snapshots")
        try checks.expect("Redis latency", nil, " ms, the median of 31 round trips")
    }

    @Test("the doctor warns of a Redis without a limit that keeps nothing, through a Unix socket too")
    func careless() throws {
        let redis = try RedisServerProcess()
        for url in [redis.url, redis.unixURL] {
            let checks = try Checks(of: url, status: 0)
            try checks.expect("Redis memory", "warn", "no maxmemory, noeviction", next: "docs/OPERATIONS.md")
            try checks.expect("Redis persistence", "warn", "no append-only file, no snapshots", next: "appendonly yes")
        }
    }

    @Test(
        "the doctor warns of policies that evict live sessions, and says what to set",
        arguments: ["allkeys-lru", "allkeys-random", "volatile-random"])
    func evicting(policy: String) throws {
        let redis = try RedisServerProcess(arguments: ["--maxmemory", "64mb", "--maxmemory-policy", policy])
        let checks = try Checks(of: redis.url, status: 0)
        try checks.expect("Redis memory", "warn", "live sessions are evicted", next: "maxmemory-policy noeviction")
    }

    @Test("a snapshot that could not be written is a failure")
    func failedSave() throws {
        let redis = try RedisServerProcess(arguments: ["--save", "3600 1"])
        try Checks(of: redis.url, status: 0).expect("Redis persistence", "ok", "snapshots (save 3600 1)")
        _ = try redis.command("SET", "key", "value")
        // A folder stands where the file should come.
        try FileManager.default.createDirectory(
            at: redis.folder.appending(path: "dump.rdb/inside"), withIntermediateDirectories: true)
        _ = try redis.command("BGSAVE")
        let deadline = ContinuousClock.now + .seconds(10)
        while try !redis.command("INFO", "persistence").contains("rdb_last_bgsave_status:err") {
            try #require(ContinuousClock.now < deadline)
        }
        try Checks(of: redis.url, status: 69)
            .expect("Redis persistence", "fail", "the last write to its disk failed", next: "its disk")
    }

    @Test("a user without CONFIG, or without INFO, is told what cannot be seen")
    func forbidden() throws {
        let redis = try RedisServerProcess()
        _ = try redis.command("ACL", "SETUSER", "plain", "on", ">word", "~*", "+@all", "-config")
        _ = try redis.command("ACL", "SETUSER", "blind", "on", ">word", "~*", "+@all", "-config", "-info")
        let plain = try Checks(of: "redis://plain:word@127.0.0.1:\(redis.port)", status: 0)
        try plain.expect("Redis", "ok", "answers, version ")
        try plain.expect("Redis memory", "warn", "noeviction")
        try plain.expect("Redis persistence", "ok", "when snapshots are taken is not told (CONFIG: NOPERM")
        let blind = try Checks(of: "redis://blind:word@127.0.0.1:\(redis.port)", status: 0)
        try blind.expect("Redis", "warn", "does not tell its version (INFO: NOPERM", next: "+info")
        try blind.expect("Redis memory", "warn", "not told")
        try blind.expect("Redis persistence", "warn", "not told")
        try blind.expect("Redis latency", nil, "round trips")
    }

    @Test("a Redis that is busy is called slow")
    func busy() throws {
        let redis = try RedisServerProcess()
        // Four clients with ten scripts of a millisecond under way each: whoever else asks waits for some of them.
        let load = Process()
        load.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        load.arguments =
            ["redis-benchmark", "-p", String(redis.port), "-c", "4", "-P", "10", "-n", "1000000"]
            + ["eval", "for i = 1, 50000 do end", "0"]
        load.standardOutput = FileHandle.nullDevice
        load.standardError = FileHandle.nullDevice
        try load.run()
        defer {
            // A child of a test has SIGTERM blocked, as the thread that begins it has.
            kill(load.processIdentifier, SIGKILL)
            load.waitUntilExit()
        }
        let deadline = ContinuousClock.now + .seconds(10)
        while try !redis.command("INFO", "commandstats").contains("cmdstat_eval") {
            try #require(ContinuousClock.now < deadline)
        }
        var checks = try Checks(of: redis.url, status: 0)
        // The load may have to wait for a processor just when the doctor asks, which takes a millisecond.
        for _ in 0..<20 where checks.state(of: "Redis latency") == "ok" {
            checks = try Checks(of: redis.url, status: 0)
        }
        try checks.expect("Redis latency", "warn", "every update waits for one", next: "slowlog")
    }

    @Test("a replica is a failure, as it takes no writes")
    func replica() throws {
        let primary = try RedisServerProcess()
        let replica = try RedisServerProcess(arguments: ["--replicaof", "127.0.0.1", String(primary.port)])
        try Checks(of: replica.url, status: 69).expect("Redis", "fail", "a replica", next: "its primary")
    }

    @Test(
        "the doctor names a Redis that does not answer, that wants a password, and that hangs, and does not wait long")
    func absent() throws {
        try Checks(of: "redis://127.0.0.1:1/0", status: 69).expect(
            "Redis", "fail", "redis://127.0.0.1:1/0", next: "ping")
        let closed = try RedisServerProcess(arguments: ["--requirepass", "word"])
        try Checks(of: closed.url, status: 69).expect("Redis", "fail", "wants a password")
        let frozen = try RedisServerProcess()
        frozen.freeze()
        defer { frozen.thaw() }
        let took = try ContinuousClock().measure {
            try Checks(of: frozen.url, status: 69).expect("Redis", "fail", "no answer within ")
        }
        #expect(took < .seconds(10))
    }
}

/// What `attune doctor --redis URL --json` found.
private struct Checks {
    private var checks: [[String: Any]] = []

    init(of url: String, status: Int32) throws {
        var report: [String: Any] = [:]
        try Program.inFreshFolder { program in
            let outcome = try program.run("doctor", "--redis", url, "--json")
            #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
            report = try outcome.json()
        }
        checks = report["checks"] as? [[String: Any]] ?? []
    }

    func state(of name: String) -> String? { checks.first { $0["name"] as? String == name }?["state"] as? String }

    /// Expects one line of the doctor; a state of `nil` is any.
    func expect(
        _ name: String, _ state: String?, _ detail: String, next: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let check = try #require(checks.first { $0["name"] as? String == name }, sourceLocation: sourceLocation)
        let found = "\(check)"
        if let state { #expect(check["state"] as? String == state, "\(found)", sourceLocation: sourceLocation) }
        let text = check["detail"] as? String ?? ""
        #expect(text.contains(detail), "\(found)", sourceLocation: sourceLocation)
        if let next {
            let remedy = check["next"] as? String ?? ""
            #expect(remedy.contains(next), "\(found)", sourceLocation: sourceLocation)
        }
    }
}

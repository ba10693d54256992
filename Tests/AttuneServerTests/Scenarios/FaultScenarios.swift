import AttuneTesting
import Foundation
import SSEClient
import Sessions
import Testing

/// Every way in which Redis can fail under two nodes with watchers on both. Updates go on through the fault; when it is over,
/// every watcher ends on the newest revision, of the other node's sessions too, and nothing that was acknowledged is lost.
@Suite("Scenarios: faults", .timeLimit(.minutes(5)))
struct FaultScenarios {
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var arguments: [String] = []
        /// How the nodes log in: `name:password@`.
        var login = ""
        var prepare: @Sendable (RedisServerProcess) throws -> Void = { _ in }
        var begin: @Sendable (RedisServerProcess) throws -> Void
        var end: @Sendable (RedisServerProcess) throws -> Void = { _ in }

        /// A fault that one command makes.
        static func command(_ command: String, undo: String? = nil) -> Fault {
            Fault(
                testDescription: command, begin: { try $0.run(command) },
                end: { redis in if let undo { try redis.run(undo) } })
        }

        static let all: [Fault] = [
            .command("CLIENT KILL TYPE pubsub"),
            .command("CLIENT KILL TYPE normal"),
            .command("CLIENT PAUSE 1000"),
            .command("SCRIPT FLUSH"),
            .command("FLUSHALL"),
            .command("DEL attune:{local}:feed"),
            .command("CONFIG SET maxmemory 1", undo: "CONFIG SET maxmemory 0"),
            Fault(
                testDescription: "DEBUG SLEEP 5", arguments: ["--enable-debug-command", "local"],
                begin: { redis in Thread.detachNewThread { _ = try? redis.run("DEBUG SLEEP 5") } },
                end: { try $0.run("PING") }),
            Fault(testDescription: "SIGSTOP, SIGCONT", begin: { $0.freeze() }, end: { $0.thaw() }),
            Fault(testDescription: "kill -9, nothing kept", begin: { $0.kill() }, end: { try $0.start() }),
            Fault(
                testDescription: "kill -9, append-only file", arguments: ["--appendonly", "yes"],
                begin: { $0.kill() }, end: { try $0.start() }),
            Fault(
                testDescription: "restart from an older snapshot", prepare: { try $0.run("SAVE") },
                begin: { $0.kill() }, end: { try $0.start() }),
            Fault(
                testDescription: "another password", arguments: ["--user", "node", "on", ">word", "~*", "&*", "+@all"],
                login: "node:word@",
                begin: { redis in
                    try redis.run("ACL SETUSER node resetpass >other")
                    try redis.run("CLIENT KILL USER node")
                },
                end: { try $0.run("ACL SETUSER node >word") }),
            Fault(
                testDescription: "values of another type under our keys",
                begin: { redis in
                    for key in ["session:first", "feed", "log", "newest:c:first"] {
                        try redis.run("DEL attune:{local}:\(key)")
                        try redis.run("SET attune:{local}:\(key) text")
                    }
                },
                end: { redis in
                    for key in ["session:first", "feed", "log", "newest:c:first"] {
                        try redis.run("DEL attune:{local}:\(key)")
                    }
                }),
        ]
    }

    @Test("through every fault watchers of both nodes end on the newest revision", arguments: Fault.all)
    func fault(_ fault: Fault) async throws {
        let redis = try RedisServerProcess(arguments: fault.arguments)
        defer { redis.kill() }
        try await through(redis, url: "redis://\(fault.login)127.0.0.1:\(redis.port)", fault)
    }

    @Test("a wire that loses every packet, and brings them again", .enabled(if: FarRedis.isPossible))
    func halfOpen() async throws {
        let far = try FarRedis()
        try await through(
            far.server, url: far.server.url,
            Fault(
                testDescription: "half-open", begin: { _ in far.losePackets() }, end: { _ in far.deliverPackets() }))
    }

    private func through(_ redis: RedisServerProcess, url: String, _ fault: Fault) async throws {
        try await FixtureServer.runPair(arguments: ["--redis", url]) { first, second, _ in
            let bridges = [Bridge("first", at: first), Bridge("second", at: second)]
            let eyes = try await Eyes(on: bridges, at: [first, second])
            for _ in 0..<2 {
                for bridge in bridges { try await bridge.post(3) }
                try await eyes.endOnTheNewest()
                try fault.prepare(redis)
            }
            try fault.begin(redis)
            for bridge in bridges { try await bridge.post(10) }
            try fault.end(redis)
            try await eyes.endOnTheNewest()
            for bridge in bridges { try await bridge.post(1) }
            try await eyes.endOnTheNewest()
            for client in [first, second] {
                while try await client.get("/health/ready").json["status"].text != "ready" { await Task.yield() }
            }
            for client in [first, second] {
                for bridge in bridges { try await bridge.expectNothingLost(at: client) }
            }
            await eyes.close()
        }
    }

    @Test("the loss of one of three nodes under load costs nothing that was acknowledged")
    func nodeLost() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        let arguments = ["--redis", redis.url]
        try await FixtureServer.run(arguments: arguments) { first, _, _ in
            try await FixtureServer.run(arguments: arguments) { second, _, _ in
                try await FixtureServer.run(arguments: arguments) { third, lost, _ in
                    let bridges = [
                        Bridge("first", at: first), Bridge("second", at: second), Bridge("third", at: third),
                    ]
                    let eyes = try await Eyes(on: bridges, at: [first, second])
                    for bridge in bridges { try await bridge.post(3) }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for bridge in bridges.prefix(2) { group.addTask { try await bridge.post(40) } }
                        try await bridges[2].post(10)
                        lost.killHard()
                        bridges[2].move(to: first)
                        try await bridges[2].post(10)
                        try await group.waitForAll()
                    }
                    try await eyes.endOnTheNewest()
                    for bridge in bridges { try await bridge.expectNothingLost(at: second) }
                    await eyes.close()
                }
            }
        }
    }

    @Test("two bridges that race on one session from two nodes both stand in it, every update a revision")
    func race() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        try await FixtureServer.runPair(arguments: ["--redis", redis.url]) { first, second, _ in
            let watchers = [try await first.watch("session_id=race"), try await second.watch("session_id=race")]
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for bpm in 61...100 { try await first.context("race", #"{"bpm": \#(bpm)}"#) }
                }
                group.addTask {
                    for step in 1...40 { try await second.context("race", #"{"energy": \#(Double(step) / 64)}"#) }
                }
                try await group.waitForAll()
            }
            for watcher in watchers {
                let list = try await watcher.next("suggestions") { $0["revision"].int == 80 }
                #expect(list["context"]["bpm"].double == 100)
                #expect(list["context"]["energy"].double == 0.625)
                await watcher.close()
            }
        }
    }
}

/// Posts tempi to a session of its own, one after the other.
private final class Bridge: @unchecked Sendable {
    let session: String
    private var client: AttuneClient
    private(set) var newest = 60
    private var posts = 0

    init(_ session: String, at client: AttuneClient) {
        self.session = session
        self.client = client
    }

    func move(to client: AttuneClient) { self.client = client }

    func post(_ count: Int) async throws {
        for _ in 0..<count {
            try await client.context(session, #"{"bpm": \#(newest + 1)}"#)
            newest += 1
            posts += 1
        }
    }

    func expectNothingLost(at client: AttuneClient) async throws {
        let read = try await client.get("/v1/recommendations/context?session_id=\(session)").json
        #expect(read["context"]["bpm"].double == Double(newest))
        #expect(try #require(read["revision"].int) >= posts)
    }
}

/// A watcher of every bridge's session at every node.
private struct Eyes {
    private var watchers: [(bridge: Bridge, watcher: Watcher)] = []

    init(on bridges: [Bridge], at clients: [AttuneClient]) async throws {
        for client in clients {
            for bridge in bridges {
                watchers.append((bridge, try await client.watch("session_id=\(bridge.session)")))
            }
        }
    }

    func endOnTheNewest() async throws {
        for (bridge, watcher) in watchers {
            _ = try await watcher.next("suggestions") { $0["context"]["bpm"].double == Double(bridge.newest) }
        }
    }

    func close() async { for (_, watcher) in watchers { await watcher.close() } }
}

extension RedisServerProcess {
    /// One command, as a person would type it.
    @discardableResult
    fileprivate func run(_ line: String) throws -> String {
        try command(line.split(separator: " ").map(String.init))
    }
}

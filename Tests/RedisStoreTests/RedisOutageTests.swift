import AttuneTesting
import Foundation
import Ranking
import RedisStore
import Sessions
import Testing

/// The longest a request may take, with room for a busy machine: the limit of these stores is 150 ms.
private let patience = Duration.milliseconds(600)

@Suite(.serialized) struct RedisOutageTests {
    @Test("a killed server delays no request, and what was accepted is in Redis when it is back")
    func kill() async throws {
        let redis = try await RedisFixture(limit: .milliseconds(150))
        try await redis.serving {
            for number in 0..<5 { _ = try await redis.apply("s\(number)", #"{"bpm":120,"energy":0.5}"#, version: 1) }
            redis.server.kill()
            var slowest = Duration.zero
            for number in 0..<50 {
                let took = try await ContinuousClock().measure {
                    let session = try await redis.apply("s\(number % 5)", #"{"bpm":\#(100 + number)}"#, version: 2)
                        .session
                    #expect(session.revision == 2 + number / 5)
                    #expect(session.context.energy == 0.5)
                }
                slowest = max(slowest, took)
            }
            #expect(slowest < patience)
            guard case .degraded(let reason) = redis.store.health else {
                Issue.record("still healthy")
                return
            }
            #expect(reason.contains("unreachable since 2"))
            #expect(reason.contains(redis.server.url))

            try redis.server.start()
            try await redis.until(healthy: true)
            let node = try RedisFixture.store(at: redis.server.url)
            await node.connect()
            for number in 0..<5 {
                let session = try #require(try await node.session("s\(number)".session, at: .ofDay()))
                #expect(session.revision == 11 && session.context.bpm == Double(145 + number) && session.version == 2)
            }
        }
    }

    @Test("a stopped server costs one limit, then nothing; late commands do not undo newer ones")
    func freeze() async throws {
        let redis = try await RedisFixture(limit: .milliseconds(150))
        _ = try await redis.apply("s", #"{"bpm":120}"#)
        redis.server.freeze()
        let first = try await ContinuousClock().measure { _ = try await redis.apply("s", #"{"bpm":121,"energy":1}"#) }
        #expect(first < patience)
        var quickest = patience
        for _ in 0..<5 {
            let took = try await ContinuousClock().measure { _ = try await redis.apply("s", #"{"bpm":122}"#) }
            quickest = min(quickest, took)
        }
        #expect(quickest < .milliseconds(50))
        #expect(redis.store.health != .healthy)
        try await redis.serving {
            redis.server.thaw()
            try await redis.until(healthy: true)
            let session = try #require(try await redis.session("s"))
            #expect(session.context.bpm == 122 && session.context.energy == 1 && session.revision >= 7)
        }
    }

    @Test("a flushed server gets every session back")
    func flush() async throws {
        let redis = try await RedisFixture()
        try await redis.serving {
            for number in 0..<200 { _ = try await redis.apply("s\(number)", #"{"bpm":\#(100 + number)}"#) }
            _ = try redis.server.command("FLUSHALL")
            #expect(try await redis.apply("s7", #"{"energy":1}"#).session.revision == 2)
            let node = try RedisFixture.store(at: redis.server.url)
            let deadline = ContinuousClock.now + .seconds(20)
            var sessions: [StoredSession] = []
            while sessions.count < 200 {
                try #require(ContinuousClock.now < deadline)
                await node.connect()
                sessions = try await node.sessions(at: .ofDay())
            }
            try await redis.until(healthy: true)
            let seventh = try #require(try await redis.session("s7"))
            #expect(seventh.context.bpm == 107 && seventh.context.energy == 1 && seventh.revision == 2)
        }
    }

    @Test("what is posted in the moment of a loss, and while it is noticed, is added to what there was")
    func flushAmidUpdates() async throws {
        let redis = try await RedisFixture(probeInterval: .microseconds(200))
        try await redis.serving {
            _ = try await redis.apply("s", #"{"bpm":120}"#)
            async let flushes: Void = {
                for _ in 0..<100 { _ = try redis.server.command("FLUSHALL") }
            }()
            for round in 1...400 {
                let session = try await redis.apply("s", #"{"energy":0.\#(round)}"#).session
                #expect(session.context.bpm == 120 && session.revision == round + 1)
            }
            try await flushes
        }
    }

    @Test("two nodes that were cut off both keep what they accepted")
    func twoNodes() async throws {
        let redis = try await RedisFixture()
        let other = try RedisFixture.store(at: redis.server.url)
        await other.connect()
        _ = try await redis.apply("s", #"{"bpm":120}"#)
        _ = try await other.session("s".session, at: .ofDay())
        redis.server.kill()
        _ = try await redis.apply("s", #"{"energy":1}"#)
        let patch = try ContextPatch(parsing: JSONValue(jsonText: #"{"genre":"house"}"#))
        _ = try await other.apply(ContextUpdate(session: "s".session, patch: patch, receivedAt: .ofDay()))
        try redis.server.start()
        await redis.store.connect()
        await other.connect()
        let session = try #require(try await redis.session("s"))
        #expect(session.context.json.jsonText == #"{"bpm":120,"energy":1,"genre":"house"}"#)
        #expect(session.revision == 3)
    }

    @Test("an end without Redis is an end with it")
    func endOffline() async throws {
        let redis = try await RedisFixture(arguments: ["--appendonly", "yes"])
        _ = try await redis.apply("s", #"{"bpm":120}"#)
        _ = try await redis.apply("t", #"{"bpm":120}"#)
        redis.server.kill()
        #expect(try await redis.store.end("s".session))
        #expect(try await redis.store.end("t".session))
        #expect(try await redis.apply("t", #"{"energy":1}"#).session.revision == 1)
        try redis.server.start()
        await redis.store.connect()
        #expect(redis.store.health == .healthy)
        #expect(try redis.server.command("HKEYS", "attune:{local}:session:s") == "*1\r\n$8\r\nrevision\r\n")
        #expect(try await redis.session("t")?.context.json.jsonText == #"{"energy":1}"#)
    }

    @Test("what was restored before Redis came is offered to it, and newer sessions of Redis win")
    func restore() async throws {
        let redis = try await RedisFixture()
        _ = try await redis.apply("a", #"{"bpm":120}"#)
        _ = try await redis.apply("a", #"{"bpm":121}"#)
        let node = try RedisFixture.store(at: redis.server.url)
        await node.restore([
            StoredSession(id: try "a".session, revision: 1, updatedAt: .ofDay()),
            StoredSession(id: try "b".session, revision: 5, updatedAt: .ofDay()),
        ])
        await node.connect()
        #expect(node.health == .healthy)
        #expect(try await node.session("a".session, at: .ofDay())?.context.bpm == 121)
        #expect(try await redis.session("b")?.revision == 5)
    }

    @Test("a wrong password, a key of another type and full memory are said plainly and heal")
    func refusals() async throws {
        let locked = try await RedisFixture(arguments: ["--requirepass", "secret"], connected: false)
        await locked.store.connect()
        #expect("\(locked.store.health)".contains("NOAUTH"))
        let wrong = try RedisFixture.store(at: "redis://:guess@127.0.0.1:\(locked.server.port)")
        await wrong.connect()
        #expect("\(wrong.health)".contains("WRONGPASS"))
        let right = try RedisFixture.store(at: "redis://default:secret@127.0.0.1:\(locked.server.port)/2")
        await right.connect()
        #expect(right.health == .healthy)

        let redis = try await RedisFixture()
        _ = try redis.server.command("SET", "attune:{local}:session:s", "not ours")
        #expect(try await redis.apply("s", #"{"bpm":120}"#).session.revision == 1)
        #expect("\(redis.store.health)".contains("WRONGTYPE"))
        #expect(try await redis.apply("t", #"{"bpm":90}"#).isApplied)
        _ = try redis.server.command("DEL", "attune:{local}:session:s")
        _ = try redis.server.command("CONFIG", "SET", "maxmemory", "1")
        #expect(try await redis.apply("t", #"{"bpm":91}"#).session.revision == 2)
        #expect("\(redis.store.health)".contains("OOM") || "\(redis.store.health)".contains("WRONGTYPE"))
        _ = try redis.server.command("CONFIG", "SET", "maxmemory", "0")
        try await redis.serving {
            try await redis.until(healthy: true)
            #expect(try await redis.session("s")?.context.bpm == 120)
            #expect(try await redis.session("t")?.context.bpm == 91)
        }
    }

    @Test("two hundred reconnections leave no descriptor behind")
    func reconnections() async throws {
        let redis = try await RedisFixture()
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let before = try descriptors()
        for _ in 0..<200 { await redis.store.connect() }
        #expect(redis.store.health == .healthy)
        // Other tests hold some too, and the last threads may be on their way out; a leak would be six hundred.
        let deadline = ContinuousClock.now + .seconds(10)
        while try descriptors() > before + 100 {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("a server that is busy with what this node asks for is not given up")
    func busy() async throws {
        let redis = try await RedisFixture(limit: .milliseconds(150))
        let count = 6_000
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask { _ = try await redis.apply("s\(number)", #"{"bpm":120}"#) }
            }
            try await group.waitForAll()
        }
        #expect(redis.store.health == .healthy)
        let node = try RedisFixture.store(at: redis.server.url)
        await node.connect()
        #expect(try await node.sessions(at: .ofDay()).count == count)
    }
}

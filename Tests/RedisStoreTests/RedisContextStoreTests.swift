import AttuneTesting
import Music
import Ranking
import RedisStore
import Sessions
import Testing

@Suite(.serialized) struct RedisContextStoreTests {
    @Test("updates merge in Redis, and another node sees them")
    func merge() async throws {
        let redis = try await RedisFixture()
        let first = try await redis.apply("a:b", #"{"bpm":120,"key":"A","mood_tags":["dark"]}"#)
        #expect(first.session.revision == 1)
        let second = try await redis.apply("a:b", #"{"mode":"minor","mood_tags":[],"energy":0.25}"#)
        #expect(second.session.revision == 2)
        #expect(second.session.context.json.jsonText == #"{"bpm":120,"energy":0.25,"key":"A minor"}"#)

        let other = try RedisFixture.store(at: redis.server.unixURL)
        await other.connect()
        #expect(try await other.session("a:b".session, at: .ofDay()) == second.session)
        #expect(try await other.sessions(at: .ofDay()) == [second.session])
        #expect(try await other.end("a:b".session))
        #expect(try await redis.session("a:b") == nil)
        #expect(try await redis.store.sessions(at: .ofDay()).isEmpty)
    }

    @Test("versions order updates, idempotency keys apply once, the mode makes no revision")
    func ordering() async throws {
        let redis = try await RedisFixture()
        _ = try await redis.apply("s", #"{"bpm":120}"#, version: 5, key: "k")
        await #expect(throws: ContextStoreError.stale(stored: 5, given: 4)) {
            try await redis.apply("s", #"{"bpm":90}"#, version: 4)
        }
        let again = try await redis.apply("s", #"{"bpm":90}"#, version: 1, key: "k")
        #expect(!again.isApplied && again.session.context.bpm == 120 && again.session.revision == 1)
        #expect(try await redis.store.setMode(.rules, for: "s".session, at: .ofDay()).revision == 1)
        #expect(try await redis.session("s")?.mode == .rules)
        for number in 1...64 { _ = try await redis.apply("s", "{}", key: "k\(number)") }
        #expect(try await redis.apply("s", #"{"bpm":90}"#, key: "k").isApplied)
    }

    @Test("an idle session expires in Redis by itself")
    func expiry() async throws {
        let redis = try await RedisFixture(connected: false)
        let store = try RedisFixture.store(at: redis.server.url, idleLimit: 0.3)
        await store.connect()
        _ = try await store.setMode(.rules, for: "s".session, at: .ofDay())
        #expect(try redis.server.command("EXISTS", "attune:{local}:session:s") == ":1\r\n")
        let deadline = ContinuousClock.now + .seconds(10)
        while try redis.server.command("EXISTS", "attune:{local}:session:s") != ":0\r\n" {
            try #require(ContinuousClock.now < deadline)
        }
        #expect(try await store.session("s".session, at: .ofDay()) == nil)
    }

    @Test(
        "random updates leave the same sessions in memory and in Redis, whichever node takes them",
        arguments: [1, 2, 3] as [UInt64], [1, 3])
    func agreement(seed: UInt64, nodes: Int) async throws {
        let redis = try await RedisFixture()
        var stores = [redis.store]
        while stores.count < nodes {
            stores.append(try RedisFixture.store(at: redis.server.unixURL))
            await stores[stores.count - 1].connect()
        }
        let memory = InMemoryContextStore()
        var random = SplitMix(state: seed)
        let start = UnixTime.ofDay()
        for step in 0..<250 {
            let update = ContextUpdate(
                session: try "s\(random.next() % 3)".session, patch: try random.patch(),
                version: random.next() % 3 == 0 ? Int(random.next() % 40) + step / 4 : nil,
                idempotencyKey: random.next() % 4 == 0 ? "k\(random.next() % 30)" : nil,
                receivedAt: start + Double(step) / 1000)
            let store = stores[Int(random.next() % UInt64(nodes))]
            let expected = await outcome(memory, update)
            let actual = await outcome(store, update)
            #expect(actual == expected)
            guard random.next() % 8 == 0, let mode = ModeSetting.allCases.randomElement(using: &random) else {
                continue
            }
            let forced = try await memory.setMode(mode, for: update.session, at: update.receivedAt)
            #expect(try await store.setMode(mode, for: update.session, at: update.receivedAt) == forced)
        }
        let now = start + 1
        for store in stores {
            #expect(try await store.sessions(at: now) == memory.sessions(at: now))
            #expect(store.health == .healthy)
        }
    }

    @Test("a node is not sent again what it holds, and is sent what another changed, a mode too")
    func stamps() async throws {
        let redis = try await RedisFixture()
        let other = RedisFixture(server: redis.server, store: try RedisFixture.store(at: redis.server.unixURL))
        await other.store.connect()
        func sent(_ updates: () async throws -> Void) async throws -> Int {
            _ = try redis.server.command("CONFIG", "RESETSTAT")
            try await updates()
            let statistics = try redis.server.command("INFO", "commandstats")
            let calls = statistics.firstMatch(of: #/cmdstat_hgetall:calls=(\d+)/#)?.1
            return calls.flatMap { Int($0) } ?? 0
        }
        #expect(try await sent { _ = try await redis.apply("s", #"{"bpm":120}"#) } == 1)
        #expect(
            try await sent {
                for bpm in 121...124 { _ = try await redis.apply("s", #"{"bpm":\#(bpm)}"#, key: "\(bpm)") }
            } == 0)
        #expect(try await sent { _ = try await other.apply("s", #"{"energy":0.5}"#) } == 1)
        var merged = ""
        let answered = try await sent {
            merged = try await redis.apply("s", #"{"genre":"house"}"#).session.context.json.jsonText
        }
        #expect(answered == 1)
        #expect(merged == #"{"bpm":124,"energy":0.5,"genre":"house"}"#)
        _ = try await other.store.setMode(.rules, for: "s".session, at: .ofDay())
        #expect(try await redis.apply("s", #"{"bpm":125}"#).session.mode == .rules)
        #expect(try await sent { _ = try await redis.apply("s", #"{"bpm":126}"#) } == 0)
        #expect(try await redis.session("s") == other.session("s"))
    }

    private func outcome(_ store: any ContextStore, _ update: ContextUpdate) async -> Result<
        ContextOutcome, ContextStoreError
    >? {
        do {
            return .success(try await store.apply(update))
        } catch {
            return (error as? ContextStoreError).map { .failure($0) }
        }
    }

    @Test("forgotten scripts are loaded again")
    func scriptFlush() async throws {
        let redis = try await RedisFixture()
        _ = try await redis.apply("s", #"{"bpm":120}"#)
        _ = try redis.server.command("SCRIPT", "FLUSH")
        #expect(try await redis.apply("s", #"{"bpm":121}"#).session.revision == 2)
        #expect(redis.store.health == .healthy)
    }

    @Test("many updates at once share the connection and lose nothing")
    func pipelining() async throws {
        let redis = try await RedisFixture()
        let revisions = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<500 {
                group.addTask { try await redis.apply("s", #"{"bpm":\#(100 + number % 50)}"#).session.revision }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(revisions == Set(1...500))
    }

    @Test(
        "URLs name host, port, database, user and socket",
        arguments: [
            ("redis://cache", "redis://cache:6379/0"), ("redis://u:p%40ss@[::1]:7000/3", "redis://[::1]:7000/3"),
            ("redis+unix:///run/redis.sock?db=2", "redis+unix:///run/redis.sock?db=2"),
        ])
    func urls(text: String, shown: String) throws {
        #expect(try RedisEndpoint(url: text).description == shown)
    }

    @Test(
        "URLs that cannot work say why",
        arguments: ["rediss://h", "http://h", "redis://", "redis://h:0", "redis://h/x"])
    func badURLs(text: String) {
        #expect(throws: RedisURLError.self) { try RedisEndpoint(url: text) }
    }
}

/// A small generator, so that a failing sequence can be run again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A patch of random fields, with `null`s at every level.
    mutating func patch() throws -> ContextPatch {
        let members = [
            #""bpm":\#(Double(next() % 3600) / 10 + 30)"#, #""bpm":null"#, #""key":"F#""#, #""mode":"dorian""#,
            #""key":"Bb minor""#, #""key":null"#, #""mood_tags":["dark","\#(next() % 9)é\"\\"]"#, #""mood_tags":[]"#,
            #""energy":\#(Double(next() % 1000) / 999)"#, #""genre":"drum  and BASS""#, #""role":"one-shot""#,
            #""playing":["a b.wav","😀.wav"]"#, #""playing":null"#, #""time_remaining_s":\#(next() % 10000)"#,
            #""preferences":{"bpm_tolerance":7.5,"weights":{"tempo":0.1,"mood":null}}"#, #""preferences":null"#,
            #""preferences":{"weights":null,"max_per_pack":4}"#, #""sources":{"key":{"from":"live","confidence":0.4}}"#,
            #""sources":{"key":null}"#,
        ]
        var text: [String: String] = [:]
        for _ in 0..<(next() % 5) {
            guard let member = members.randomElement(using: &self) else { continue }
            // One member of each name: a later one replaces it.
            text[String(member.prefix { $0 != ":" })] = member
        }
        if text["\"key\""]?.contains("minor") == true { text["\"mode\""] = nil }
        return try ContextPatch(parsing: JSONValue(jsonText: "{" + text.values.joined(separator: ",") + "}"))
    }
}

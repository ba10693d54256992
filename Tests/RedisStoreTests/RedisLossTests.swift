import AttuneTesting
import Foundation
import Ranking
import RedisStore
import Sessions
import Testing

/// What Redis loses, what it must not get back, and what nodes changed while they were apart.
@Suite(.serialized) struct RedisLossTests {
    private func connected(to redis: RedisFixture) async throws -> RedisFixture {
        let fixture = RedisFixture(server: redis.server, store: try RedisFixture.store(at: redis.server.url))
        await fixture.store.connect()
        return fixture
    }

    @Test("a server that is flushed and stalls until every attempt has timed out gets every session back")
    func flushedAndStalled() async throws {
        let redis = try await RedisFixture(limit: .milliseconds(100), connectLimit: .milliseconds(100))
        try await redis.serving {
            for number in 0..<5 { _ = try await redis.apply("s\(number)", #"{"bpm":12\#(number)}"#) }
            let stall = """
                redis.call('FLUSHALL')
                local function now() local time = redis.call('TIME') return time[1] + time[2] / 1e6 end
                local over = now() + 1
                while now() < over do end
                return 1
                """
            _ = try redis.server.command("EVAL", stall, "0")
            let other = try await connected(to: redis)
            let deadline = ContinuousClock.now + .seconds(20)
            for number in 0..<5 {
                while try await other.session("s\(number)")?.context.bpm != Double(120 + number) {
                    try #require(ContinuousClock.now < deadline)
                }
            }
        }
    }

    @Test("a session that Redis evicted goes on with all that its node holds, at reading and at writing")
    func evicted() async throws {
        let redis = try await RedisFixture()
        for bpm in 101...105 { _ = try await redis.apply("s", #"{"bpm":\#(bpm),"energy":0.5}"#) }
        _ = try redis.server.command("DEL", "attune:{local}:session:s")
        let session = try await redis.apply("s", #"{"bpm":150}"#).session
        #expect(session.revision == 6 && session.context.bpm == 150 && session.context.energy == 0.5)
        await redis.store.connect()
        _ = try redis.server.command("DEL", "attune:{local}:session:s")
        #expect(try await redis.session("s")?.revision == 6)
        await redis.store.connect()
        #expect(try await connected(to: redis).session("s")?.context.energy == 0.5)
    }

    @Test("what ended at one node is not brought back by another that still has it, and what begins anew is newer")
    func ended() async throws {
        let redis = try await RedisFixture()
        let other = try await connected(to: redis)
        for bpm in 101...105 { _ = try await other.apply("s", #"{"bpm":\#(bpm),"genre":"house"}"#) }
        let saved = try #require(try await other.session("s"))
        #expect(try await redis.store.end("s".session))
        #expect(try await redis.store.end("s".session) == false)
        #expect(try await other.session("s") == nil)
        let restarted = try await connected(to: redis)
        await restarted.store.restore([saved])
        for node in [redis, other, restarted] { #expect(try await node.session("s") == nil) }
        let anew = try await redis.apply("s", #"{"bpm":150}"#).session
        #expect(anew.revision == 6 && anew.context.json.jsonText == #"{"bpm":150}"#)
        for node in [redis, other, restarted] { #expect(try await node.session("s") == anew) }
        #expect(try await redis.store.sessions(at: .ofDay()).map(\.id) == ["s".session])
    }

    @Test("what was changed without a version while apart stays, though the other side was given a newer version")
    func unversioned() async throws {
        let redis = try await RedisFixture()
        let other = try await connected(to: redis)
        _ = try await redis.apply("s", #"{"bpm":100,"energy":0.1}"#, version: 1)
        _ = try await other.session("s")
        redis.server.kill()
        _ = try await redis.apply("s", #"{"bpm":111}"#)
        _ = try await redis.apply("s", #"{"energy":0.2}"#, version: 2)
        _ = try await redis.store.setMode(.rules, for: "s".session, at: .ofDay())
        _ = try await other.apply("s", #"{"genre":"house","energy":0.3}"#, version: 3)
        try redis.server.start()
        await other.store.connect()
        await redis.store.connect()
        let session = try #require(try await redis.session("s"))
        #expect(session.context.json.jsonText == #"{"bpm":111,"energy":0.3,"genre":"house"}"#)
        #expect(session.mode == .rules && session.version == 3)
    }

    @Test("what ended stays ended though Redis had lost it, and another node was asked for it meanwhile")
    func endedAndEvicted() async throws {
        let redis = try await RedisFixture()
        let other = try await connected(to: redis)
        for bpm in 101...105 { _ = try await redis.apply("s", #"{"bpm":\#(bpm)}"#) }
        _ = try await other.session("s")
        _ = try redis.server.command("DEL", "attune:{local}:session:s")
        // The other offers its copy, and hears of the end before it has been written.
        #expect(try await other.session("s") != nil)
        _ = try await redis.store.end("s".session)
        await other.store.connect()
        for node in [redis, other] { #expect(try await node.session("s") == nil) }
        try await other.store.forget("s".session)
        #expect(try await redis.apply("s", #"{"energy":1}"#).session.revision == 6)
    }

    @Test("an end stands though Redis carries out late what was posted before, and what begins anew is newer than all")
    func endedInDoubt() async throws {
        let redis = try await RedisFixture(limit: .milliseconds(100))
        let other = try await connected(to: redis)
        for bpm in 101...105 { _ = try await redis.apply("s", #"{"bpm":\#(bpm)}"#) }
        for bpm in 101...105 { _ = try await redis.apply("t", #"{"bpm":\#(bpm)}"#) }
        for id in ["s", "t"] { _ = try await other.session(id) }
        redis.server.freeze()
        _ = try await redis.apply("s", #"{"energy":1}"#)
        _ = try await redis.store.end("s".session)
        _ = try await redis.store.end("t".session)
        _ = try await redis.apply("t", #"{"genre":"house"}"#)
        redis.server.thaw()
        await redis.store.connect()
        for node in [redis, other] {
            #expect(try await node.session("s") == nil)
            let anew = try #require(try await node.session("t"))
            #expect(anew.context.json.jsonText == #"{"genre":"house"}"# && anew.revision == 6)
        }
    }
}

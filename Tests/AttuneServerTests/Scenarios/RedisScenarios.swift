import AttuneTesting
import Foundation
import Sessions
import Testing

/// The service over a real Redis, and without it.
@Suite("Scenarios: Redis", .timeLimit(.minutes(5)))
struct RedisScenarios {
    @Test("a context posted to one node is read on another that shares the Redis")
    func shared() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        try await FixtureServer.runPair(arguments: ["--redis", redis.url]) { first, second, _ in
            try await first.context("shared", #"{"bpm": 128, "mood_tags": []}"#)
            try await second.context("shared", #"{"key": "A minor"}"#)
            let read = try await first.get("/v1/recommendations/context?session_id=shared").json
            #expect(read["revision"].int == 2)
            #expect(read["context"]["bpm"].double == 128)
            #expect(read["context"]["key"].text == "A minor")
        }
    }

    @Test("with Redis killed every request is answered within 200 ms, readiness says so, and Redis catches up")
    func outage() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        try await FixtureServer.run(arguments: ["--redis", redis.url]) { client, _, _ in
            try await client.context("outage", #"{"bpm": 128}"#)
            let watcher = try await client.watch("session_id=outage")
            _ = try await watcher.next("suggestions")
            redis.kill()
            for bpm in 90..<110 {
                let started = ContinuousClock.now
                try await client.context("outage", #"{"bpm": \#(bpm)}"#)
                #expect(ContinuousClock.now - started < .milliseconds(200))
            }
            _ = try await watcher.next("suggestions") { $0["context"]["bpm"].double == 109 }
            #expect(try await state(of: "contexts", client) == "degraded")
            try redis.start()
            while try await state(of: "contexts", client) != "ok" { await Task.yield() }
            try await FixtureServer.run(arguments: ["--redis", redis.url]) { other, _, _ in
                let read = try await other.get("/v1/recommendations/context?session_id=outage").json
                #expect(read["context"]["bpm"].double == 109)
                #expect(read["revision"].int == 21)
            }
            await watcher.close()
        }
    }

    @Test("a service whose Redis is away at the start serves what it has")
    func awayAtStart() async throws {
        let redis = try RedisServerProcess()
        redis.kill()
        try await FixtureServer.run(arguments: ["--redis", redis.url]) { client, server, _ in
            try await client.context("alone", #"{"bpm": 100}"#)
            #expect(try await state(of: "contexts", client) == "degraded")
            server.killHard()
            try server.start()
            let read = try await client.get("/v1/recommendations/context?session_id=alone").json
            #expect(read["context"]["bpm"].double == 100)
        }
    }

    private func state(of check: String, _ client: AttuneClient) async throws -> String? {
        let checks = try await client.get("/health/ready").json["checks"].elements
        return checks.first { $0["name"].text == check }?["state"].text
    }
}

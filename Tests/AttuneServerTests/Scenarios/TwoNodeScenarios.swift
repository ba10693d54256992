import AttuneTesting
import Foundation
import Music
import NIOCore
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// Two real nodes over one real Redis: what is done at one is seen at the other.
@Suite("Scenarios: two nodes", .timeLimit(.minutes(5)))
struct TwoNodeScenarios {
    /// Where a node's stream stands.
    private func cursor(_ client: AttuneClient, _ session: String) async throws -> String? {
        let answer = try await client.http.get(
            "/v1/recommendations/stream?session_id=\(session)", headers: ["accept": "application/json"])
        return try JSONValue(jsonText: answer.text)["cursor"].text
    }

    @Test("a context posted to one node becomes one list at both")
    func ranksOnce() async throws {
        try await withTwoNodes { first, second, _, _ in
            let here = try await first.watch("session_id=shared")
            let there = try await second.watch("session_id=shared")
            _ = try await there.next("suggestions")
            for bpm in [128.0, 100, 90] {
                try await first.context("shared", #"{"bpm": \#(bpm)}"#)
                let mine = try await here.next("suggestions") { $0["context"]["bpm"].double == bpm }
                let theirs = try await there.next("suggestions") { $0["context"]["bpm"].double == bpm }
                #expect(mine["set_id"] == theirs["set_id"])
            }
            await here.close()
            await there.close()
        }
    }

    @Test("a stream that comes back at the other node goes on where it was")
    func resumes() async throws {
        try await withTwoNodes { first, second, _, _ in
            let here = try await first.watch("session_id=moving")
            try await first.context("moving", #"{"bpm": 128}"#)
            _ = try await here.next("suggestions") { $0["context"]["bpm"].double == 128 }
            let cursor = try await cursor(first, "moving")
            await here.close()
            try await first.context("moving", #"{"bpm": 100}"#)
            let back = try await SSEConnection.open(
                host: "127.0.0.1", port: second.port, path: "/v1/recommendations/stream?session_id=moving",
                lastEventID: cursor)
            var names: [String] = []
            while let event = try await back.next(within: .seconds(20)) {
                names.append(event.event)
                if event.event == "suggestions", try JSONValue(jsonText: event.data)["context"]["bpm"].double == 100 {
                    break
                }
            }
            #expect(!names.contains("reset"))
            await back.close()
        }
    }

    @Test("a pin, a ban and an accept at one node change the list at the other")
    func wishes() async throws {
        try await withTwoNodes { first, second, _, _ in
            let there = try await second.watch("session_id=wishes")
            try await second.context("wishes", #"{"bpm": 128}"#)
            let list = try await there.next("suggestions") { $0["context"]["bpm"].double == 128 }
            let sample = try #require(list["suggestions"].elements.last?["sample_id"].text)
            _ = try await first.send("PUT", "/v1/pins/\(sample)")
            _ = try await there.next("suggestions") { set in
                set["suggestions"].elements.first?["sample_id"].text == sample
                    && set["suggestions"].elements.first?["pinned"] == .bool(true)
            }
            _ = try await first.send("DELETE", "/v1/pins/\(sample)")
            _ = try await first.send("PUT", "/v1/bans/sample/\(sample)")
            _ = try await there.next("suggestions") { set in
                !set["suggestions"].elements.contains { $0["sample_id"].text == sample }
            }
            await there.close()
        }
    }

    @Test("what was shown and judged at one node is counted in every node's report")
    func report() async throws {
        try await withTwoNodes { first, second, _, _ in
            for number in 0..<6 {
                let session = "counted-\(number)"
                let watcher = try await first.watch("session_id=\(session)")
                try await first.context(session, #"{"bpm": 128}"#)
                let set = try await watcher.next("suggestions") { $0["context"]["bpm"].double == 128 }
                let item = try #require(set["suggestions"].elements.first)
                _ = try await first.telemetry([event("accept-\(number)", "accept", item, set, session)])
                await watcher.close()
            }
            for client in [first, second] {
                var accepts = 0
                while accepts < 6 {
                    let report = try await client.get("/v1/experiments/fusion-vs-rules/report").json
                    accepts = report["arms"].elements.reduce(0) { $0 + ($1["accepts"].int ?? 0) }
                }
                #expect(accepts == 6)
            }
        }
    }

    @Test("what is imported and corrected at one node is in the lists of the other")
    func library() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        let arguments = ["--redis", redis.url]
        try await FixtureServer.run(arguments: arguments) { first, _, library in
            try await FixtureServer.run(arguments: arguments) { second, _, _ in
                let there = try await second.watch("session_id=shelf")
                try await second.context("shelf", #"{"bpm": 97, "key": "B minor"}"#)
                _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 97 }
                let name = "new_chords_97bpm_Bmin.wav"
                try library.write(
                    .init(pack: "New", name: name, bpm: 97, key: Key(tonic: PitchClass(11), mode: .minor)))
                _ = try await first.send("POST", "/v1/library/scan", #"{"folder": "\#(library.folder.path)"}"#)
                let list = try await there.next("suggestions") { set in
                    set["suggestions"].elements.contains { $0["name"].text == name }
                }
                let new = list["suggestions"].elements.first { $0["name"].text == name }
                let sample = try #require(new?["sample_id"].text)
                _ = try await first.send("PATCH", "/v1/samples/\(sample)", #"{"bpm": 151}"#)
                _ = try await there.next("suggestions") { set in
                    !set["suggestions"].elements.contains { $0["name"].text == name }
                }
                #expect(try await second.get("/v1/samples/\(sample)").json["bpm"].double == 151)
                var untold: Substring?
                while untold != "0" {
                    untold = try await first.http.get("/metrics").text.split(separator: "\n")
                        .first { $0.hasPrefix(#"attune_redis_untold{subject="library"}"#) }?.split(separator: " ").last
                    try #require(untold != nil)
                }
                await there.close()
            }
        }
    }

    @Test("when the node that took a change dies, the others make the list for their eyes")
    func nodeDies() async throws {
        try await withTwoNodes { first, second, _, server in
            let there = try await second.watch("session_id=orphan")
            _ = try await there.next("suggestions")
            try await first.context("orphan", #"{"bpm": 128}"#)
            server.killHard()
            _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 128 }
            try await second.context("orphan", #"{"bpm": 100}"#)
            _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 100 }
            await there.close()
        }
    }

    @Test("through a killed and restarted Redis both nodes keep their watchers, and end on the newest context")
    func outage() async throws {
        try await withTwoNodes { first, second, redis, _ in
            let here = try await first.watch("session_id=through")
            let there = try await second.watch("session_id=through")
            try await first.context("through", #"{"bpm": 128}"#)
            _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 128 }
            redis.kill()
            try await first.context("through", #"{"bpm": 100}"#)
            _ = try await here.next("suggestions") { $0["context"]["bpm"].double == 100 }
            try redis.start()
            // What only one node knew reaches the other when both are joined again.
            _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 100 }
            try await second.context("through", #"{"bpm": 90}"#)
            _ = try await here.next("suggestions") { $0["context"]["bpm"].double == 90 }
            _ = try await there.next("suggestions") { $0["context"]["bpm"].double == 90 }
            await here.close()
            await there.close()
        }
    }
}

import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// The stream's address over real HTTP.
@Suite("Scenarios: stream", .timeLimit(.minutes(5)))
struct StreamScenarios {
    private static let path = "/v1/recommendations/stream"

    @Test("one address gives events, lines or a snapshot, with headers that keep proxies from holding them back")
    func forms() async throws {
        try await FixtureServer.run { client in
            try await client.context("a", #"{"bpm": 100}"#)
            let events = try await client.watch("session_id=a")
            #expect(events.connection.headers.first(name: "content-type") == "text/event-stream")
            #expect(events.connection.headers.first(name: "cache-control") == "no-store, no-transform")
            #expect(events.connection.headers.first(name: "x-accel-buffering") == "no")
            let set = try await events.next("suggestions")
            await events.close()
            let head = try await client.http.send(.HEAD, Self.path + "?session_id=a")
            #expect(head.status == 200)
            #expect(head.headers.first(name: "content-type") == "text/event-stream")
            let snapshot = try await client.http.get(
                Self.path + "?session_id=a", headers: ["accept": "application/json"])
            let state = try JSONValue(jsonText: snapshot.text)
            #expect(state["suggestions"][0] == set)
            #expect(state["contexts"][0]["context"]["bpm"].double == 100)
            // The snapshot's cursor goes on where it ends: nothing twice, nothing missing.
            let cursor = try #require(state["cursor"].text)
            try await client.context("a", #"{"bpm": 110}"#)
            let resumed = try await client.watch("session_id=a&last_event_id=\(cursor)")
            let context = try await resumed.next("context")
            #expect(context["context"]["bpm"].double == 110)
            await resumed.close()
        }
    }

    @Test(
        "a stream watches several sessions, or all; the header's cursor wins over the query's, and lastEventId is known"
    )
    func sessionsAndCursors() async throws {
        try await FixtureServer.run { client in
            for session in ["a", "b", "c"] { try await client.context(session, #"{"bpm": 100}"#) }
            let two = try await client.watch("session_id=a&session_id=b")
            #expect(try await two.next("hello")["session_ids"].elements == [.string("a"), .string("b")])
            var seen: Set<String> = []
            while seen != ["a", "b"] {
                seen.insert(try await two.next("suggestions")["session_id"].text ?? "")
            }
            try await client.context("c", #"{"bpm": 120}"#)
            try await client.context("b", #"{"bpm": 121}"#)
            #expect(try await two.next("context")["session_id"].text == "b")
            await two.close()
            let all = try await client.watch("session_id=*")
            seen = []
            while seen != ["a", "b", "c"] { seen.insert(try await all.next("context")["session_id"].text ?? "") }
            await all.close()
            for cursor in ["nonsense", "%ff", String(repeating: "9", count: 2000)] {
                let reset = try await client.watch("session_id=a&last_event_id=\(cursor)")
                #expect(try await reset.next("reset")["reason"].text == "malformed")
                await reset.close()
            }
            let alias = try await client.watch("session_id=a&lastEventId=AAAAAAAA-1")
            #expect(try await alias.next("reset")["reason"].text == "other_epoch")
            await alias.close()
            let header = try await client.watch("session_id=a&last_event_id=nonsense", lastEventID: "AAAAAAAA-1")
            #expect(try await header.next("reset")["reason"].text == "other_epoch")
            await header.close()
        }
    }

    @Test("with delta=1 a changed list comes as a patch of the one before")
    func patches() async throws {
        try await FixtureServer.run { client in
            try await client.context("a", #"{"bpm": 100}"#)
            let watcher = try await client.watch("session_id=a&delta=1")
            let first = try await watcher.next("suggestions")
            try await client.context("a", #"{"bpm": 100.5}"#)
            let patch = try await watcher.next("patch")
            #expect(patch["base"] == first["set_id"])
            #expect(patch["revision"].int == 2)
            #expect(!patch["ops"].elements.isEmpty)
            await watcher.close()
        }
    }

    @Test("the self-test sends its events apart, each with the time it was sent")
    func selfTest() async throws {
        try await FixtureServer.run { client in
            let stream = try await SSEConnection.open(port: client.port, path: "/v1/streams/selftest")
            var times: [Double] = []
            while let event = try await stream.next(within: .seconds(20)) {
                let json = try JSONValue(jsonText: event.data)
                if event.event == "done" {
                    #expect(json["count"].int == times.count)
                } else {
                    times.append(json["sent_ms"].double ?? -1)
                }
            }
            #expect(times.count == 8)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 249 })
        }
    }

    @Test("an operator sees every open stream, who watches what, and that nothing is owed to it")
    func debug() async throws {
        try await FixtureServer.run { client in
            try await client.context("a", #"{"bpm": 100}"#)
            let one = try await client.watch("session_id=a&delta=1")
            let all = try await client.watch("session_id=*")
            for watcher in [one, all] { _ = try await watcher.next("suggestions") }
            let page = try await client.get("/debug/streams").json
            #expect(page["total"].int == 2)
            let streams = page["streams"].elements
            let first = try #require(streams.first { $0["session_ids"].elements == [.string("a")] })
            #expect(first["delta"] == .bool(true))
            #expect(first["peer"].text?.hasPrefix("127.0.0.1:") == true)
            #expect(streams.contains { $0["session_ids"].elements == [.string("*")] })
            for stream in streams {
                #expect(stream["bytes_pending"].int == 0 && stream["lag_changes"].int == 0)
                #expect((1...600).contains(stream["ends_in_s"].int ?? 0))
            }
            #expect(try await client.get("/debug/streams?limit=1").json["streams"].elements.count == 1)
            await one.close()
            await all.close()
        }
    }
}

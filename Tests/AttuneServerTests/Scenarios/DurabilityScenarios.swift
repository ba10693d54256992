import AttuneTesting
import Foundation
import NIOCore
import SSEClient
import Sessions
import Synchronization
import Testing

/// What was acknowledged is there after the worst.
@Suite("Scenarios: durability", .serialized, .timeLimit(.minutes(5)))
struct DurabilityScenarios {
    @Test(
        "R-08: after kill -9 under load every acknowledged event and context is there, and a stream recovers",
        arguments: ServedLibrary.allCases)
    func killUnderLoad(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client, server, _ in
            let set = try await client.list(for: "load-0", context: #"{"bpm": 128}"#)
            let item = set["suggestions"][0]
            let watcher = try await client.watch("session_id=load-0")
            let lastID = try #require(try await watcher.connection.next(within: .seconds(20))).id
            let acknowledged = Acknowledged()
            await withTaskGroup { group in
                for worker in 0..<4 {
                    group.addTask {
                        for number in 0... {
                            let session = "load-\(worker)"
                            let id = "kill-\(worker)-\(number)"
                            guard
                                let stored = try? await client.context(session, #"{"bpm": \#(60 + number % 120)}"#),
                                let revision = stored["revision"].int
                            else { return }
                            acknowledged.context(session, revision)
                            guard (try? await client.telemetry([event(id, "view", item, set, session)])) != nil else {
                                return
                            }
                            if acknowledged.event(id) == 400 { server.killHard() }
                        }
                    }
                }
            }
            await watcher.close()
            try server.start()
            #expect(server.port == client.port)
            for (session, revision) in acknowledged.contexts {
                let stored = try await client.get("/v1/recommendations/context?session_id=\(session)").json
                #expect(stored["revision"].int ?? -1 >= revision)
            }
            let events = acknowledged.events
            #expect(events.count >= 400)
            for start in stride(from: 0, to: events.count, by: 100) {
                let batch = events[start..<min(start + 100, events.count)]
                let again = try await client.telemetry(batch.map { event($0, "view", item, set, "load-0") })
                #expect(again["duplicates"].int == batch.count)
            }
            let resumed = try await client.watch("session_id=load-0", lastEventID: lastID)
            #expect(try await resumed.next("reset")["from"].text == lastID)
            _ = try await resumed.next("suggestions")
            await resumed.close()
        }
    }

    @Test(
        "R-11: a reload finds the context as it was, and the same set is on the stream again",
        arguments: ServedLibrary.allCases)
    func reload(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client, server, _ in
            try await client.context("r11", #"{"bpm": 126, "key": "8A", "mood_tags": ["dark"]}"#)
            let first = try await client.watch("session_id=r11")
            let before = try await first.next("suggestions")
            await first.close()
            let second = try await client.watch("session_id=r11")
            #expect(try await second.next("suggestions")["set_id"] == before["set_id"])
            await second.close()
            #expect(server.stop() == 0)
            try server.start()
            let stored = try await client.get("/v1/recommendations/context?session_id=r11").json
            #expect(stored["revision"].int == 1)
            #expect(stored["context"]["key"].text == "A minor")
        }
    }

    @Test("SIGTERM tells every stream, and the exit is 0")
    func cleanEnd() async throws {
        try await FixtureServer.run(arguments: ["--drain-window", "1"]) { client, server, _ in
            let watchers = try await withThrowingTaskGroup { group in
                for number in 0..<20 { group.addTask { try await client.watch("session_id=end-\(number)") } }
                return try await group.reduce(into: [Watcher]()) { $0.append($1) }
            }
            for watcher in watchers { _ = try await watcher.next("suggestions") }
            async let status = Task.detached { server.stop() }.value
            for watcher in watchers {
                _ = try await watcher.next("bye")
                #expect(try await watcher.connection.next(within: .seconds(20)) == nil)
            }
            #expect(await status == 0)
        }
    }

    @Test("an ended session's stream answers 204, and a new post revives it")
    func ended() async throws {
        try await FixtureServer.run { client in
            try await client.context("over", #"{"bpm": 128}"#)
            let watcher = try await client.watch("session_id=over")
            _ = try await watcher.next("suggestions")
            #expect(try await client.send("DELETE", "/v1/recommendations/context?session_id=over").status == 204)
            _ = try await watcher.next("bye")
            #expect(try await client.watch("session_id=over").connection.status == 204)
            #expect(try await client.get("/v1/recommendations/context?session_id=over").status == 404)
            try await client.context("over", #"{"bpm": 90}"#)
            #expect(try await client.watch("session_id=over").connection.status == 200)
        }
    }
}

/// What the server has acknowledged so far, told by several writers.
private final class Acknowledged: Sendable {
    private struct State {
        var contexts: [String: Int] = [:]
        var events: [String] = []
    }

    private let state = Mutex(State())

    /// The newest acknowledged revision of each session.
    var contexts: [String: Int] { state.withLock { $0.contexts } }
    var events: [String] { state.withLock { $0.events } }

    func context(_ session: String, _ revision: Int) { state.withLock { $0.contexts[session] = revision } }

    /// Returns how many events have been acknowledged.
    func event(_ id: String) -> Int {
        state.withLock { state in
            state.events.append(id)
            return state.events.count
        }
    }
}

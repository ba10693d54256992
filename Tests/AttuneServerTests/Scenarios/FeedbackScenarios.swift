import AttuneTesting
import Foundation
import Ranking
import Sessions
import Testing

/// The manual matrix: what a producer does with suggestions. Real server, real audio, real SQLite file.
@Suite("Scenarios: feedback", .serialized, .timeLimit(.minutes(5)))
struct FeedbackScenarios {
    @Test(
        "R-05: an accept and a skip are stored with their ranks, and the next list differs without a refresh",
        arguments: ServedLibrary.allCases)
    func acceptAndSkip(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            try await client.mode("r05", "fusion")
            try await client.context("r05", #"{"bpm": 128, "key": "C major"}"#)
            let watcher = try await client.watch("session_id=r05")
            let before = try await watcher.next("suggestions")
            let (accepted, skipped) = (before["suggestions"][1], before["suggestions"][0])
            let answer = try await client.telemetry([
                event("r05-accept", "accept", accepted, before, "r05"),
                event("r05-skip", "skip", skipped, before, "r05"),
            ])
            #expect(answer["accepted"].int == 2)
            let after = try await watcher.next("suggestions")
            #expect(after["set_id"] != before["set_id"])
            #expect(order(of: after) != order(of: before))
            let fatigue = after["suggestions"].elements.first { $0["sample_id"] == skipped["sample_id"] }
            if let fatigue { #expect(fatigue["score_components"]["fatigue"].double ?? 0 < 0) }
            await watcher.close()
        }
    }

    @Test("an accept that is taken back leaves the list as it was, on the open stream")
    func takenBack() async throws {
        try await FixtureServer.run { client in
            try await client.mode("undo", "fusion")
            try await client.context("undo", #"{"bpm": 128, "key": "C major"}"#)
            let watcher = try await client.watch("session_id=undo")
            let before = try await watcher.next("suggestions")
            let item = before["suggestions"][4]
            _ = try await client.telemetry([event("undo-1", "accept", item, before, "undo")])
            let after = try await watcher.next("suggestions")
            #expect(order(of: after) != order(of: before))
            _ = try await client.telemetry([event("undo-2", "undo", item, before, "undo")])
            let again = try await watcher.next("suggestions")
            #expect(again["suggestions"].elements.allSatisfy { $0["score_components"]["similarity"].isNull })
            await watcher.close()
        }
    }

    @Test(
        "R-10: fusion or rules sticks to the session, and a context update does not flip it",
        arguments: ServedLibrary.allCases)
    func stickyMode(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            try await client.mode("r10", "rules")
            let set = try await client.list(for: "r10", context: #"{"bpm": 128}"#)
            #expect(set["mode"].text == "rules")
            let stored = try await client.get("/v1/recommendations/context?session_id=r10").json
            #expect(stored["setting"].text == "rules")
            #expect(set["rows"] == (try await client.get("/v1/library").json["sounds"]))
            #expect(set["suggestions"].elements.allSatisfy { $0["score_components"]["similarity"].isNull })
            #expect(set["suggestions"].elements.allSatisfy { $0["score_components"]["taste"].isNull })
            let later = try await client.list(for: "r10", context: #"{"bpm": 130}"#)
            #expect(later["mode"].text == "rules")
            try await client.mode("r10", "fusion")
            let fusion = try await client.list(for: "r10", context: #"{"bpm": 126}"#)
            #expect(fusion["mode"].text == "fusion")
            for item in set["suggestions"].elements + fusion["suggestions"].elements { try expectSum(item) }
        }
    }

    @Test("R-10: without being forced, a session keeps its arm", arguments: ServedLibrary.allCases)
    func stickyArm(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            var arms: Set<String> = []
            for number in 0..<24 {
                let session = "arm-\(number)"
                let first = try await client.list(for: session, context: #"{"bpm": 128}"#)
                let second = try await client.list(for: session, context: #"{"bpm": 90}"#)
                #expect(first["experiment"] == second["experiment"])
                #expect(first["mode"] == second["mode"])
                #expect(first["experiment"]["arm"] == first["mode"])
                if let arm = first["experiment"]["arm"].text { arms.insert(arm) }
            }
            #expect(arms == ["fusion", "rules"])
        }
    }

    @Test(
        "R-13: nothing of a banned pack comes back, in any relaxation, until the ban is withdrawn",
        arguments: ServedLibrary.allCases)
    func bannedPack(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let path = "/v1/bans/pack/\(library.drumPack)"
            #expect(try await client.send("PUT", path).status == 204)
            for context in [#"{"bpm": 128}"#, #"{"bpm": 333, "key": "B minor"}"#, #"{"role": "drums"}"#, "{}"] {
                let set = try await client.list(for: "r13", context: context, limit: 50)
                #expect(!set["suggestions"].elements.contains { $0["pack"].text == library.drumPack })
            }
            #expect(try await client.send("DELETE", path).status == 204)
            let set = try await client.list(for: "r13", context: #"{"bpm": 128, "role": null}"#, limit: 50)
            #expect(set["suggestions"].elements.contains { $0["pack"].text == library.drumPack })
        }
    }

    @Test("a pin stands first and says so, wherever the filters would have put it")
    func pin() async throws {
        try await FixtureServer.run { client in
            let page = try await client.get("/v1/samples?limit=1&bpm=70").json
            let id = try #require(page["samples"][0]["id"].text)
            #expect(try await client.send("PUT", "/v1/pins/\(id)").status == 204)
            let set = try await client.list(for: "pin", context: #"{"bpm": 128}"#)
            #expect(set["suggestions"][0]["sample_id"].text == id)
            #expect(set["suggestions"][0]["pinned"] == .bool(true))
        }
    }

    @Test(
        "R-14: a sample imported by another process appears on the open stream within 5 s",
        arguments: ServedLibrary.allCases)
    func addedWhileWatching(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client, server, samples in
            let rows = try #require(try await client.get("/v1/library").json["rows"].int)
            try await client.context("r14", #"{"bpm": 171, "mood_tags": ["stormy"]}"#)
            let watcher = try await client.watch("session_id=r14")
            _ = try await watcher.next("suggestions")
            try samples.write(.init(pack: "New", name: "stormy_loop_171bpm.wav", bpm: 171, key: nil))
            let imported = try LiveServer.run(
                ["import", samples.folder.path, "--data-dir", server.dataFolder.path, "--json"])
            #expect(imported.status == 0)
            let started = ContinuousClock.now
            let change = try await watcher.next("library") { $0["added"].int == 1 }
            #expect(change["rows"].int == rows + 1)
            _ = try await watcher.next("suggestions") { set in
                set["suggestions"].elements.contains { $0["name"].text == "stormy_loop_171bpm.wav" }
            }
            #expect(ContinuousClock.now - started < .seconds(5))
            await watcher.close()
        }
    }

    @Test(
        "R-15: in a burst of 50 updates no older list follows a newer one, and the last one wins",
        arguments: ServedLibrary.allCases)
    func burst(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            try await client.context("r15", #"{"bpm": 60}"#)
            let watcher = try await client.watch("session_id=r15")
            _ = try await watcher.next("suggestions")
            var newest = 0
            for bpm in 61...110 { newest = try await client.context("r15", #"{"bpm": \#(bpm)}"#)["revision"].int ?? 0 }
            var shown: [Int] = []
            let last = try await watcher.next("suggestions") { set in
                shown.append(set["revision"].int ?? -1)
                return set["revision"].int == newest
            }
            #expect(shown == shown.sorted())
            #expect(last["context"]["bpm"].double == 110)
            await watcher.close()
        }
    }
}

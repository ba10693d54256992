import AttuneTesting
import Foundation
import Music
import Ranking
import Sessions
import Testing

/// The manual matrix: what a producer does to the context, and what must then be on the screen. Real server, real audio.
@Suite("Scenarios: context", .serialized, .timeLimit(.minutes(5)))
struct ContextScenarios {
    @Test(
        "R-01: 128 BPM, C major, uplifting puts tempo and key matches first, with their components",
        arguments: ServedLibrary.allCases)
    func matchesFirst(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let set = try await client.list(
                for: "r01", context: #"{"bpm": 128, "key": "C major", "mood_tags": ["uplifting"]}"#)
            let first = set["suggestions"][0]
            #expect(abs((first["bpm"].double ?? 0) - 128) <= 5)
            #expect(first["score_components"]["tempo"].double ?? 0 > 0)
            #expect(set["suggestions"].elements.contains { ($0["score_components"]["key"].double ?? 0) > 0 })
            for item in set["suggestions"].elements {
                try expectSum(item)
                if let bpm = item["bpm"].double {
                    #expect(tempoDistance(bpm, 128) <= 5.000_001 || item["relaxed"].elements.contains(.string("tempo")))
                }
            }
            let view = try await client.telemetry([event("r01-view", "view", first, set, "r01")])
            #expect(view["accepted"].int == 1)
        }
    }

    @Test(
        "R-02: at 90 BPM the 90s surface, the old ones drop and the tempo points change, pushed to the open stream",
        arguments: ServedLibrary.allCases)
    func newTempo(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let before = try await client.list(for: "r02", context: #"{"bpm": 128}"#)
            let watcher = try await client.watch("session_id=r02")
            _ = try await watcher.next("suggestions")
            try await client.context("r02", #"{"bpm": 90}"#)
            let after = try await watcher.next("suggestions") { $0["context"]["bpm"].double == 90 }
            let matches = after["suggestions"].elements.filter {
                ($0["bpm"].double).map { tempoDistance($0, 90) <= 5 } ?? false
            }
            #expect(!matches.isEmpty)
            let gone = Set(
                before["suggestions"].elements.filter { tempoDistance($0["bpm"].double ?? 90, 90) > 5 }
                    .compactMap { $0["sample_id"].text })
            #expect(gone.isDisjoint(with: after["suggestions"].elements.compactMap { $0["sample_id"].text }))
            await watcher.close()
        }
    }

    @Test(
        "R-03: from C major to A minor, the relative key keeps its place with its reason; parallel is not called relative",
        arguments: ServedLibrary.allCases)
    func relativeKey(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            _ = try await client.list(for: "r03", context: #"{"bpm": 128, "key": "C major"}"#)
            let set = try await client.list(for: "r03", context: #"{"key": "A minor"}"#, limit: 50)
            let relatives = set["suggestions"].elements.filter { $0["key"].text == "C major" }
            #expect(!relatives.isEmpty)
            for item in relatives {
                #expect(item["score_components"]["key"].double ?? 0 > 0)
                let reason = item["reasons"].elements.first { $0["component"].text == "key" }?["text"].text ?? ""
                #expect(reason.localizedCaseInsensitiveContains("relative"))
            }
            for item in set["suggestions"].elements where item["key"].text == "A major" {
                let texts = item["reasons"].elements.compactMap { $0["text"].text }.joined(separator: " ")
                #expect(!texts.localizedCaseInsensitiveContains("relative"))
            }
        }
    }

    @Test("R-04: moods count in any case, and a preview is stored", arguments: ServedLibrary.allCases)
    func moodsInAnyCase(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let set = try await client.list(for: "r04", context: #"{"mood_tags": ["  UpLifting ", "DARK"]}"#)
            let first = set["suggestions"][0]
            #expect(first["score_components"]["mood"].double ?? 0 > 0)
            let tags = Set(first["tags"].elements.compactMap(\.text))
            #expect(!tags.isDisjoint(with: ["uplifting", "dark"]))
            let answer = try await client.telemetry([event("r04-preview", "preview", first, set, "r04")])
            #expect(answer["accepted"].int == 1)
        }
    }

    @Test(
        "R-06: with no context and nothing analysed, the newest come first, from recency",
        arguments: ServedLibrary.allCases)
    func coldStart(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let set = try await client.get("/v1/recommendations/top?session_id=r06&top_k=10").json
            let items = set["suggestions"].elements
            #expect(items.count == 10)
            #expect(items.allSatisfy { $0["source"].text == "recency" })
            let scores = items.compactMap { $0["score"].double }
            #expect(scores == scores.sorted(by: >))
        }
    }

    @Test(
        "R-12: a loop at half the tempo (70 at 140 BPM) is eligible and says so, and one between (105) is not",
        arguments: ServedLibrary.allCases)
    func halfTime(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            let tempi = library.halfTime
            let set = try await client.list(for: "r12", context: #"{"bpm": \#(tempi.session)}"#, limit: 50)
            let half = set["suggestions"].elements.filter { abs(($0["bpm"].double ?? 0) - tempi.half) <= 2.5 }
            #expect(!half.isEmpty)
            for item in half {
                let reason = item["reasons"].elements.first { $0["component"].text == "tempo" }?["text"].text ?? ""
                #expect(reason.localizedCaseInsensitiveContains("half"))
            }
            #expect(
                !set["suggestions"].elements.contains {
                    abs(($0["bpm"].double ?? 0) - tempi.other) <= 2 && $0["relaxed"].elements.isEmpty
                })
        }
    }
}

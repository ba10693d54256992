import AttuneTesting
import Foundation
import Sessions
import Testing

/// Why a sample is where it is, and orders of several, over HTTP.
@Suite("Scenarios: explanations and sequences", .serialized, .timeLimit(.minutes(5)))
struct ExplanationScenarios {
    @Test(
        "every listed sample is explained at its rank and score, others by what keeps them out, and a chain is in order"
    )
    func explained() async throws {
        try await FixtureServer.run { client, _, _ in
            try await client.context("why", #"{"bpm": 128, "key": "A minor"}"#)
            let top = try await client.send("GET", "/v1/recommendations/top?session_id=why&top_k=10")
            let list = top.json["suggestions"].elements
            let listed = list.compactMap { $0["sample_id"].text }
            #expect(!listed.isEmpty)
            for item in list {
                let id = try #require(item["sample_id"].text)
                let answer = try await client.send(
                    "GET", "/v1/recommendations/explain?session_id=why&sample_id=\(id)")
                #expect(answer.status == 200)
                #expect(answer.json["verdict"].text == "listed")
                #expect(answer.json["place"].double == item["rank"].double)
            }
            let all = try await client.send("GET", "/v1/samples?limit=200").json["samples"].elements
            var verdicts: Set<String> = []
            for sample in all {
                let id = try #require(sample["id"].text)
                guard !listed.contains(id) else { continue }
                let answer = try await client.send(
                    "GET", "/v1/recommendations/explain?session_id=why&sample_id=\(id)")
                let verdict = try #require(answer.json["verdict"].text)
                #expect(verdict != "listed")
                #expect((verdict == "excluded") == !answer.json["exclusions"].elements.isEmpty)
                verdicts.insert(verdict)
            }
            #expect(verdicts.contains("excluded"))
            let none = try await client.send("GET", "/v1/recommendations/explain?session_id=why&sample_id=nobody")
            #expect(none.status == 404)

            let seed = try #require(listed.first)
            let chain = try await client.send(
                "POST", "/v1/recommendations/sequence", #"{"seeds": ["\#(seed)"], "length": 5, "energy": "arc"}"#)
            let steps = chain.json["sequence"].elements
            #expect(steps.count == 5 && steps.first?["sample_id"].text == seed)
            #expect(Set(steps.compactMap { $0["sample_id"].text }).count == 5)
            for body in [
                #"{"seeds": []}"#, #"{"seeds": [1]}"#, #"{"seeds": ["a"], "length": 51}"#,
                #"{"seeds": ["a"], "locked": [{"place": 51, "sample_id": "b"}]}"#, #"{"seeds": ["a"], "energy": "up"}"#,
            ] {
                #expect(try await client.send("POST", "/v1/recommendations/sequence", body).status == 422)
            }
        }
    }

    @Test(
        "what a set and an explanation say of another wish comes true when the wish is made",
        arguments: ServedLibrary.allCases)
    func comesTrue(library: ServedLibrary) async throws {
        try await FixtureServer.run(library) { client in
            try await client.mode("if", "fusion")
            let set = try await client.list(for: "if", context: #"{"bpm": 128, "key": "A minor"}"#)
            let next = set["runner_up"]
            // The sounds that were made for the tests are so alike that nothing is left to come next.
            #expect(next["sample_id"].text != nil || library == .fixture)
            if let id = next["sample_id"].text {
                let explained = try await client.get("/v1/recommendations/explain?session_id=if&sample_id=\(id)").json
                #expect(explained["counterfactual"] == next["counterfactual"])
            }
            var tried = 0
            for sample in try await client.get("/v1/samples?limit=50").json["samples"].elements {
                let id = try #require(sample["id"].text)
                let answer = try await client.get("/v1/recommendations/explain?session_id=if&sample_id=\(id)").json
                guard case .object(let change) = answer["counterfactual"], let field = change["field"]?.text else {
                    continue
                }
                tried += 1
                let value = try #require(change["value"])
                let body = JSONValue.object([field: field == "mood_tags" ? .array([value]) : value]).jsonText
                _ = try await client.send("DELETE", "/v1/recommendations/context?session_id=then")
                try await client.mode("then", "fusion")
                try await client.context("then", #"{"bpm": 128, "key": "A minor"}"#)
                let then = try await client.list(for: "then", context: body)
                let there = then["suggestions"].elements.first { $0["sample_id"].text == id }
                #expect(there?["rank"] == change["place"])
            }
            #expect(tried > 3)
        }
    }

    @Test("auto asks for what the project lacks, and the set says what that is")
    func missingRole() async throws {
        try await FixtureServer.run { client in
            let drums = try #require(
                try await client.get("/v1/samples?q=drum_loop&limit=1").json["samples"][0]["id"].text)
            _ = try await client.send("PATCH", "/v1/samples/\(drums)", #"{"role": "drums"}"#)
            let bass = try #require(
                try await client.get("/v1/samples?q=chords_128&limit=2").json["samples"][0]["id"].text)
            _ = try await client.send("PATCH", "/v1/samples/\(bass)", #"{"role": "bass"}"#)
            let set = try await client.list(
                for: "auto", context: #"{"bpm": 128, "role": "auto", "playing": ["\#(drums)", "\#(bass)"]}"#)
            #expect(set["context"]["role"].text == "auto")
            #expect(set["missing_role"]["present"] == .array([.string("drums"), .string("bass")]))
            #expect(set["missing_role"]["lacking"].elements.contains(.string("chords")))
            #expect(!set["suggestions"].elements.isEmpty)
            for item in set["suggestions"].elements where item["relaxed"].elements.isEmpty {
                #expect(set["missing_role"]["lacking"].elements.contains(item["role"]))
                #expect(item["rationale"].text?.hasPrefix("Adds the ") == true)
            }
            let none = try await client.list(for: "auto", context: #"{"playing": null}"#)
            #expect(none["missing_role"]["lacking"].elements.isEmpty)
        }
    }
}

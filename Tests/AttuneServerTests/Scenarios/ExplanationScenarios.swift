import AttuneTesting
import Foundation
import Sessions
import Testing

/// Why a sample is where it is, and orders of several, over HTTP.
@Suite("Scenarios: explanations and sequences", .timeLimit(.minutes(5)))
struct ExplanationScenarios {
    @Test(
        "every listed sample is explained at its rank and score, others by what keeps them out, and a chain is in order"
    )
    func explained() async throws {
        try await FixtureServer.run { client, _, _ in
            try await client.context("why", #"{"bpm": 120, "key": "A minor"}"#)
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
}

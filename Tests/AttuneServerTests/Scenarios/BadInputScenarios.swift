import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// What must be refused, naming the field, and change nothing.
@Suite("Scenarios: bad input", .timeLimit(.minutes(5)))
struct BadInputScenarios {
    /// Bodies with the field that the answer must name.
    private static let cases: [(body: String, field: String)] = [
        (#"{"session_id": "bad", "context": {"bpm": 0}}"#, "context.bpm"),
        (#"{"session_id": "bad", "context": {"bpm": -3}}"#, "context.bpm"),
        (#"{"session_id": "bad", "context": {"bpm": 1e9}}"#, "context.bpm"),
        (#"{"session_id": "bad", "context": {"bpm": "NaN"}}"#, "context.bpm"),
        (#"{"session_id": "bad", "context": {"key": "H major"}}"#, "context.key"),
        (
            #"{"session_id": "bad", "context": {"mood_tags": [\#((1...17).map { "\"m\($0)\"" }.joined(separator: ","))]}}"#,
            "context.mood_tags"
        ),
        (#"{"session_id": "\#(String(repeating: "x", count: 65))", "context": {}}"#, "session_id"),
        (#"{"session_id": "bad", "context": {"tempo": 120}}"#, "context.tempo"),
        (#"{"session_id": "bad", "context": {"role": "lacking"}}"#, "context.role"),
        (
            #"{"session_id": "bad", "context": {"preferences": {"weights": {"tempo": 2.01}}}}"#,
            "context.preferences.weights.tempo"
        ),
        (
            #"{"session_id": "bad", "context": {"preferences": {"weights": {"key": -1}}}}"#,
            "context.preferences.weights.key"
        ),
        (
            #"{"session_id": "bad", "context": {"preferences": {"weights": {"key": "NaN"}}}}"#,
            "context.preferences.weights.key"
        ),
        (#"{"session_id": "bad", "context": {"preferences": {"weights": {"key": NaN}}}}"#, "body"),
        (
            #"{"session_id": "bad", "context": {"preferences": {"weights": {"pitch": 1}}}}"#,
            "context.preferences.weights.pitch"
        ),
        (#"{"session_id": "bad", "context": {}, "extra": 1}"#, "extra"),
        (#"{"session_id": "bad", "context": {"genre": "\#(String(repeating: "a", count: 1 << 20))"}}"#, "body"),
        (#"{"session_id": "bad", "context": {"bpm": 120"#, "body"),
        (String(repeating: "[", count: 30_000), "body"),
        ("", "body"),
        ("[]", "body"),
        ("{}", "session_id"),
    ]

    @Test("each is answered 422 with the field, and nothing changes")
    func refused() async throws {
        try await FixtureServer.run { client, server, _ in
            try await client.context("bad", #"{"bpm": 120}"#)
            for (body, field) in Self.cases {
                let answer = try await client.send("POST", "/v1/recommendations/context", body)
                #expect(answer.status == 422, "\(body.prefix(90))")
                let fields = answer.json["errors"].elements.compactMap { $0["field"].text }
                #expect(fields.contains(field), "\(body.prefix(90)) named \(fields)")
                #expect(answer.json["type"].text != nil)
            }
            var bytes = ByteBuffer(string: #"{"session_id": "bad", "context": {"genre": ""#)
            bytes.writeBytes([0xFF, 0xFE, 0x80])
            bytes.writeString(#""}}"#)
            let invalid = try await client.http.send(
                .POST, "/v1/recommendations/context", headers: ["content-type": "application/json"], body: bytes)
            #expect(invalid.status == 422)
            let after = try await client.get("/v1/recommendations/context?session_id=bad").json
            #expect(after["revision"].int == 1)
            #expect(after["context"] == .object(["bpm": .number(120)]))
            #expect(server.processID != nil)
        }
    }

    @Test("a thousand refused bodies leave the server's memory where it was")
    func memory() async throws {
        try await FixtureServer.run { client, server, _ in
            let big = #"{"session_id": "bad", "context": {"genre": "\#(String(repeating: "a", count: 1 << 20))"}}"#
            for _ in 0..<50 { _ = try await client.send("POST", "/v1/recommendations/context", big) }
            let before = try residentKiB(server)
            for number in 0..<1000 {
                let body = number % 10 == 0 ? big : #"{"session_id": "bad-\#(number)", "context": {"bpm": -1}}"#
                #expect(try await client.send("POST", "/v1/recommendations/context", body).status == 422)
            }
            let after = try residentKiB(server)
            #expect(after - before < 16 * 1024, "grew from \(before) to \(after) KiB")
        }
    }

    @Test(
        "a list size out of 1…50 is refused by name",
        arguments: ["top_k=0", "top_k=51", "top_k=-1", "n=x", "top_k=5&n=6", "mode=both"])
    func listSize(query: String) async throws {
        try await FixtureServer.run { client in
            let answer = try await client.get("/v1/recommendations/top?session_id=a&\(query)")
            #expect(answer.status == 422)
            #expect(!answer.json["errors"].elements.isEmpty)
        }
    }

    @Test(
        "a parameter beside a body is refused by name",
        arguments: ["/v1/recommendations/context", "/v1/telemetry/recommendations"])
    func parameterBesideBody(path: String) async throws {
        try await FixtureServer.run { client in
            let answer = try await client.send("POST", "\(path)?x=1", "{}")
            #expect(answer.status == 422)
            #expect(answer.json["errors"].elements.map { $0["field"].text } == ["x"])
        }
    }

    @Test("an older version is a conflict that says which is stored")
    func staleVersion() async throws {
        try await FixtureServer.run { client in
            let path = "/v1/recommendations/context"
            let new = #"{"session_id": "v", "context": {"bpm": 120}, "version": 7}"#
            let old = #"{"session_id": "v", "context": {"bpm": 90}, "version": 6}"#
            #expect(try await client.send("POST", path, new).status == 202)
            let answer = try await client.send("POST", path, old)
            #expect(answer.status == 409)
            #expect(answer.json["detail"].text?.contains("7") == true)
            #expect(try await client.get("\(path)?session_id=v").json["context"]["bpm"].double == 120)
        }
    }

    @Test("one bad telemetry event refuses the batch, names itself, and stores nothing")
    func badBatch() async throws {
        try await FixtureServer.run { client in
            let set = try await client.list(for: "batch", context: #"{"bpm": 128}"#)
            let good = event("good", "view", set["suggestions"][0], set, "batch")
            var bad = good.members
            bad["event"] = .string("recommendation.love")
            bad["event_id"] = .string("bad")
            let body = JSONValue.object(["events": .array([good, .object(bad)])]).jsonText
            let answer = try await client.send("POST", "/v1/telemetry/recommendations", body)
            #expect(answer.status == 422)
            #expect(answer.json["errors"][0]["field"].text == "events[1].event")
            #expect(try await client.telemetry([good])["duplicates"].int == 0)
        }
    }

    private func residentKiB(_ server: LiveServer) throws -> Int {
        let id = try #require(server.processID)
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }
}

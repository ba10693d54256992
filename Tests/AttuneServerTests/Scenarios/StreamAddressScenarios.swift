import AttuneTesting
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// What the streams' addresses answer besides a stream.
@Suite("Scenarios: the streams' addresses", .timeLimit(.minutes(2)))
struct StreamAddressScenarios {
    private static let path = "/v1/recommendations/stream"

    @Test("HEAD answers what GET would: 204 once every session asked for has been ended")
    func headOfEnded() async throws {
        try await FixtureServer.run { client in
            func head(_ query: String) async throws -> Int {
                try await client.http.send(.HEAD, "\(Self.path)?\(query)").status
            }
            for session in ["over", "alive"] { try await client.context(session, #"{"bpm": 128}"#) }
            #expect(try await head("session_id=over") == 200)
            #expect(try await client.send("DELETE", "/v1/recommendations/context?session_id=over").status == 204)
            #expect(try await head("session_id=over") == 204)
            #expect(try await head("session_id=over&session_id=alive") == 200)
            #expect(try await head("session_id=*") == 200)
            try await client.context("over", #"{"bpm": 90}"#)
            #expect(try await head("session_id=over") == 200)
        }
    }

    @Test("the self-test leaves parameters alone: a ticket, and what defeats caches", arguments: ["ticket=x", "_=1"])
    func selfTest(query: String) async throws {
        try await FixtureServer.run { client in
            let path = "/v1/streams/selftest?\(query)"
            #expect(try await client.http.send(.HEAD, path).status == 200)
            let answer = try await client.http.get(path)
            #expect(answer.status == 200)
            #expect(answer.text.contains("event: done"))
        }
    }
}

import AttuneTesting
import Foundation
import SSEClient
import Sessions
import Testing

/// What ends, and what is done otherwise at the same moment: every node, the disk and the streams say the same of it.
@Suite("Scenarios: ending and racing", .serialized, .timeLimit(.minutes(5)))
struct EndingScenarios {
    /// One node without Redis, or two over one.
    private func nodes(_ count: Int, _ body: ([AttuneClient], LiveServer) async throws -> Void) async throws {
        guard count > 1 else {
            return try await FixtureServer.run { client, server, _ in try await body([client], server) }
        }
        try await withTwoNodes { first, second, _, server in try await body([first, second], server) }
    }

    private func path(_ session: String) -> String { "/v1/recommendations/context?session_id=\(session)" }

    private func streamStatus(_ client: AttuneClient, _ session: String) async throws -> Int {
        let stream = try await SSEConnection.open(
            host: "127.0.0.1", port: client.port, path: "/v1/recommendations/stream?session_id=\(session)")
        await stream.close()
        return stream.status
    }

    @Test("a session that is posted to while it ends has ended everywhere, or is alive everywhere", arguments: [1, 2])
    func race(_ count: Int) async throws {
        try await nodes(count) { clients, server in
            let other = clients[clients.count - 1]
            var alive: [String: Bool] = [:]
            for round in 0..<40 {
                let session = "race-\(round)"
                try await clients[0].context(session, #"{"bpm": 100, "genre": "house"}"#)
                async let ended = clients[0].send("DELETE", path(session)).status
                async let posted = other.context(session, #"{"bpm": 128}"#)
                #expect(try await ended == 204)
                _ = try await posted
            }
            for round in 0..<40 {
                let session = "race-\(round)"
                var agree = false
                let deadline = ContinuousClock.now + .seconds(10)
                while !agree {
                    try #require(ContinuousClock.now < deadline, "\(session)")
                    var lives: Set<Bool> = []
                    for client in clients {
                        lives.insert(try await client.get(path(session)).status == 200)
                        lives.insert(try await streamStatus(client, session) == 200)
                    }
                    agree = lives.count == 1
                    alive[session] = lives.first
                }
            }
            guard count == 1 else { return }
            server.killHard()
            try server.start()
            for (session, isAlive) in alive {
                #expect((try await clients[0].get(path(session)).status == 200) == isAlive, "\(session)")
            }
        }
    }

    @Test("a session that ended at one node does not come back when another that had it starts again")
    func restarted() async throws {
        try await nodes(2) { clients, server in
            for bpm in 101...105 { try await clients[0].context("over", #"{"bpm": \#(bpm), "genre": "house"}"#) }
            #expect(try await clients[1].send("DELETE", path("over")).status == 204)
            server.killHard()
            try server.start()
            for client in clients { #expect(try await client.get(path("over")).status == 404) }
            let anew = try await clients[1].context("over", #"{"bpm": 150}"#)
            #expect(anew["revision"].int == 6)
            for client in clients {
                let context = try await client.get(path("over")).json["context"]
                #expect(context["bpm"].double == 150 && context["genre"].text == nil)
            }
        }
    }

    @Test("what is banned at one node while the ban is lifted at the other has one outcome")
    func deeds() async throws {
        try await nodes(2) { clients, _ in
            let list = try await clients[0].list(for: "deeds", context: #"{"bpm": 128}"#)
            let sample = try #require(list["suggestions"][0]["sample_id"].text)
            let explained = "/v1/recommendations/explain?session_id=deeds&sample_id=\(sample)"
            for round in 0..<20 {
                async let banned = clients[0].send("PUT", "/v1/bans/sample/\(sample)").status
                async let lifted = clients[1].send("DELETE", "/v1/bans/sample/\(sample)").status
                let statuses = [try await banned, try await lifted]
                #expect(statuses == [204, 204])
                let deadline = ContinuousClock.now + .seconds(10)
                // Twice, so that what is still on its way is not taken for the end.
                var agreed = 0
                while agreed < 2 {
                    try #require(ContinuousClock.now < deadline, "round \(round)")
                    var verdicts: Set<String?> = []
                    for client in clients { verdicts.insert(try await client.get(explained).json["verdict"].text) }
                    agreed = verdicts.count == 1 ? agreed + 1 : 0
                }
            }
        }
    }
}

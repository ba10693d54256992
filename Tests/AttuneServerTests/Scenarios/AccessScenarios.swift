import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// A service that asks for tokens.
@Suite("Scenarios: access", .timeLimit(.minutes(5)))
struct AccessScenarios {
    /// A secret in a file, and what is done with it.
    private struct Realm {
        let file: URL

        func token(_ subject: String, scopes: [String], for lifetime: String = "1h") throws -> String {
            let more = scopes.flatMap { ["--scope", $0] } + ["--lifetime", lifetime, "--auth-secret-file", file.path]
            let run = try LiveServer.run(["token", subject] + more)
            #expect(run.status == 0)
            return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    private func guarded(
        _ more: [String] = [], errorLog: FileHandle = .standardError,
        _ body: (AttuneClient, Realm, LiveServer) async throws -> Void
    ) async throws {
        let folder = try FixtureServer.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let realm = Realm(file: folder.appending(path: "secret"))
        try Data("a secret of this test, long enough to be one\n".utf8).write(to: realm.file)
        try await FixtureServer.run(arguments: ["--auth-secret-file", realm.file.path] + more, errorLog: errorLog) {
            client, server, _ in
            try await body(client, realm, server)
        }
    }

    private static let update = #"{"session_id": "r07", "context": {"bpm": 128}}"#
    private static let context = "/v1/recommendations/context"

    @Test("R-07: without a valid token an update is refused with 401 and stores nothing; a token that may not is 403")
    func refused() async throws {
        try await guarded { client, realm, _ in
            let reader = try realm.token("ana", scopes: ["read"])
            let writer = try realm.token("ana", scopes: ["write"])
            let bad: [(String?, String)] = [
                (nil, #"Bearer realm="attune""#),
                ("Bearer nonsense", #"error="invalid_token""#),
                ("Basic \(writer)", #"error="invalid_token""#),
                ("Bearer \(writer.dropLast(3))abc", #"error="invalid_token""#),
                ("Bearer \(Self.expired)", #"error="invalid_token""#),
            ]
            for (header, challenge) in bad {
                let answer = try await client.http.post(
                    Self.context, json: Self.update, headers: header.map { ["authorization": $0] } ?? [:])
                #expect(answer.status == 401)
                #expect(answer.headers.first(name: "content-type") == "application/problem+json")
                #expect(answer.headers.first(name: "www-authenticate")?.contains(challenge) == true)
                #expect(try JSONValue(jsonText: answer.text)["type"].text == "urn:attune:problem:unauthorized")
            }
            let forbidden = try await client.http.post(
                Self.context, json: Self.update, headers: ["authorization": "Bearer \(reader)"])
            #expect(forbidden.status == 403)
            #expect(forbidden.headers.first(name: "www-authenticate")?.contains(#"scope="write""#) == true)
            let stored = try await client.http.get(
                Self.context + "?session_id=r07", headers: ["authorization": "Bearer \(reader)"])
            #expect(stored.status == 404)
            let accepted = try await client.http.post(
                Self.context, json: Self.update, headers: ["authorization": "bearer \(writer)"])
            #expect(accepted.status == 202)
        }
    }

    /// Signed with nobody's key, and of 2001.
    private static let expired =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbmEiLCJleHAiOjEwMDAwMDAwMDB9.AAAA"

    @Test("health, the page and the contract are open; metrics are for operators")
    func openAndShut() async throws {
        try await guarded { client, realm, _ in
            for path in ["/health/live", "/health/ready", "/", "/dashboard/app.js", "/openapi.yaml"] {
                #expect(try await client.get(path).status == 200, "\(path)")
            }
            for path in ["/metrics", "/v1/library", "/v1/access", "/v1/streams/selftest"] {
                #expect(try await client.get(path).status == 401, "\(path)")
            }
            #expect(try await client.get("/nothing").status == 404)
            let user: HTTPHeaders = ["authorization": "Bearer \(try realm.token("ana", scopes: ["read", "write"]))"]
            #expect(try await client.http.get("/metrics", headers: user).status == 403)
            let overseer: HTTPHeaders = ["authorization": "Bearer \(try realm.token("op", scopes: ["admin"]))"]
            #expect(try await client.http.get("/metrics", headers: overseer).status == 200)
        }
    }

    @Test("a ticket opens its sessions' streams and nothing else, and ends with the token it was made with")
    func tickets() async throws {
        try await guarded { client, realm, _ in
            let header = "Bearer \(try realm.token("ana", scopes: ["read", "write"]))"
            _ = try await client.http.post(
                Self.context, json: #"{"session_id": "mine", "context": {"bpm": 100}}"#,
                headers: ["authorization": header])
            let made = try await client.http.post(
                "/v1/stream-tickets", json: #"{"session_ids": ["mine"]}"#, headers: ["authorization": header])
            #expect(made.status == 201)
            let ticket = try #require(try JSONValue(jsonText: made.text)["ticket"].text)
            let watcher = try await client.watch("session_id=mine&ticket=\(ticket)")
            #expect(watcher.connection.status == 200)
            _ = try await watcher.next("suggestions")
            await watcher.close()
            for query in ["session_id=other", "session_id=*", "session_id=mine&session_id=other"] {
                let answer = try await client.get("/v1/recommendations/stream?\(query)&ticket=\(ticket)")
                #expect(answer.status == 403, "\(query)")
            }
            let elsewhere = try await client.get("/v1/library?ticket=\(ticket)")
            #expect(elsewhere.status == 401)
            let asToken = try await client.http.get("/v1/library", headers: ["authorization": "Bearer \(ticket)"])
            #expect(asToken.status == 401)
            let long = header.dropFirst("Bearer ".count)
            #expect(try await client.get("/v1/recommendations/stream?session_id=mine&ticket=\(long)").status == 401)

            let short = try realm.token("ana", scopes: ["read"], for: "90s")
            let brief = try await client.http.post(
                "/v1/stream-tickets", json: #"{"session_ids": ["*"]}"#, headers: ["authorization": "Bearer \(short)"])
            let expiry = try #require(try JSONValue(jsonText: brief.text)["expires_at"].text)
            #expect(try Date(expiry, strategy: .iso8601).timeIntervalSinceNow <= 90)
        }
    }

    @Test(
        "tickets that were taken back open nothing, at any node and after a restart, and their streams end with reauth")
    func revokedTickets() async throws {
        let redis = try RedisServerProcess()
        defer { redis.kill() }
        try await guarded(["--redis", redis.url]) { client, realm, server in
            let secret = ["--auth-secret-file", realm.file.path, "--redis", redis.url]
            try await FixtureServer.run(arguments: secret) { other, _, _ in
                let header: HTTPHeaders = ["authorization": "Bearer \(try realm.token("ana", scopes: ["read"]))"]
                let admin: HTTPHeaders = ["authorization": "Bearer \(try realm.token("op", scopes: ["admin"]))"]
                func ticket() async throws -> String {
                    let made = try await client.http.post(
                        "/v1/stream-tickets", json: #"{"session_ids": ["mine"]}"#, headers: header)
                    return try #require(try JSONValue(jsonText: made.text)["ticket"].text)
                }
                let old = try await ticket()
                let watchers = [
                    try await client.watch("session_id=mine&ticket=\(old)"),
                    try await other.watch("session_id=mine&ticket=\(old)"),
                ]
                for watcher in watchers { _ = try await watcher.next("suggestions") }
                let path = "/v1/stream-tickets?subject=ana"
                #expect(try await client.http.delete(path, headers: header).status == 403)
                #expect(try await client.http.delete("/v1/stream-tickets", headers: admin).status == 422)
                #expect(try await client.http.delete(path, headers: admin).status == 204)
                for watcher in watchers {
                    #expect(try await watcher.next("reauth")["reason"].text == "tickets_revoked")
                    await watcher.close()
                }
                for node in [client, other] {
                    #expect(try await node.watch("session_id=mine&ticket=\(old)").connection.status == 401)
                    let new = try await node.watch("session_id=mine&ticket=\(try await ticket())")
                    #expect(new.connection.status == 200)
                    await new.close()
                }
                server.killHard()
                try server.start()
                #expect(try await client.watch("session_id=mine&ticket=\(old)").connection.status == 401)
            }
        }
    }

    @Test("a stream ends with reauth when its token expires, and the token opens no other")
    func expiry() async throws {
        try await guarded { client, realm, _ in
            let header: HTTPHeaders = ["authorization": "Bearer \(try realm.token("ana", scopes: ["read"], for: "3s"))"]
            let path = "/v1/recommendations/stream?session_id=a"
            let stream = try await SSEConnection.open(port: client.port, path: path, headers: header)
            #expect(stream.status == 200)
            var last: SSEEvent?
            while let event = try await stream.next(within: .seconds(20)) { last = event }
            #expect(last?.event == "reauth")
            #expect(last?.data == #"{"reason":"token_expired"}"#)
            let again = try await client.http.get(path, headers: header)
            #expect(again.status == 401)
            #expect(again.headers.first(name: "www-authenticate")?.contains("expired") == true)
        }
    }

    @Test("the dashboard's cookie is the token, out of reach of scripts and other sites")
    func cookie() async throws {
        try await guarded { client, realm, _ in
            let token = try realm.token("ana", scopes: ["read"])
            let signedIn = try await client.http.post(
                "/v1/access", json: "", headers: ["authorization": "Bearer \(token)", "origin": client.origin])
            #expect(signedIn.status == 204)
            let cookie = try #require(signedIn.headers.first(name: "set-cookie"))
            for part in ["attune_token=\(token)", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
                #expect(cookie.contains(part), "\(cookie)")
            }
            let known = try await client.http.get("/v1/access", headers: ["cookie": "a=b; attune_token=\(token)"])
            let access = try JSONValue(jsonText: known.text)
            #expect(access["subject"].text == "ana")
            #expect(access["scopes"].elements == [.string("read")])
            let foreign = try await client.http.get(
                "/v1/library", headers: ["cookie": "attune_token=\(token)", "origin": "https://evil.example"])
            #expect(foreign.status == 403)
            let out = try await client.send("DELETE", "/v1/access")
            #expect(out.status == 204)
        }
    }

    @Test("pages of listed origins may ask, with a preflight where browsers want one; others may not")
    func crossOrigin() async throws {
        try await guarded(["--cors-origins", "https://studio.example,http://localhost:5173"]) { client, realm, _ in
            let preflight = try await client.http.send(
                .OPTIONS, Self.context,
                headers: [
                    "origin": "https://studio.example", "access-control-request-method": "POST",
                    "access-control-request-headers": "authorization",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.headers.first(name: "access-control-allow-origin") == "https://studio.example")
            #expect(preflight.headers.first(name: "access-control-allow-headers")?.contains("Authorization") == true)
            // A refusal can be read too, or the page could not tell why.
            let refused = try await client.http.get("/v1/library", headers: ["origin": "http://localhost:5173"])
            #expect(refused.status == 401)
            #expect(refused.headers.first(name: "access-control-allow-origin") == "http://localhost:5173")
            #expect(refused.headers.first(name: "vary") == "Origin")
            let token = try realm.token("ana", scopes: ["read"])
            let stranger = try await client.http.get(
                "/v1/library", headers: ["origin": "https://evil.example", "authorization": "Bearer \(token)"])
            #expect(stranger.status == 403)
            #expect(stranger.headers.first(name: "access-control-allow-origin") == nil)
        }
    }

    @Test("a caller's stream over the cap ends the stalest, which is told; tokens and tickets are in no log line")
    func capsAndLogs() async throws {
        let folder = try FixtureServer.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "log")
        try Data().write(to: log)
        let errorLog = try FileHandle(forWritingTo: log)
        var secrets: [String] = []
        try await guarded(["--max-streams-per-caller", "1", "--log-level", "trace"], errorLog: errorLog) {
            client, realm, _ in
            let token = try realm.token("ana", scopes: ["read"])
            let header: HTTPHeaders = ["authorization": "Bearer \(token)"]
            let made = try await client.http.post(
                "/v1/stream-tickets", json: #"{"session_ids": ["a"]}"#, headers: header)
            let ticket = try #require(try JSONValue(jsonText: made.text)["ticket"].text)
            secrets = [token, ticket]
            let path = "/v1/recommendations/stream?session_id=a"
            let first = try await SSEConnection.open(port: client.port, path: path, headers: header)
            _ = try await first.next(within: .seconds(20))
            let second = try await SSEConnection.open(port: client.port, path: path + "&ticket=\(ticket)")
            _ = try await second.next(within: .seconds(20))
            var last: SSEEvent?
            while let event = try await first.next(within: .seconds(20)) { last = event }
            #expect(last?.event == "overloaded")
            #expect((5000...15000).contains(first.retryMilliseconds ?? 0))
            await second.close()
        }
        let lines = try String(contentsOf: log, encoding: .utf8)
        #expect(lines.contains("/v1/recommendations/stream"))
        for secret in secrets { #expect(!lines.contains(secret)) }
    }

    @Test("a full service sends streams away: 200 and overloaded for EventSource, 503 for those who read statuses")
    func full() async throws {
        try await FixtureServer.run(arguments: ["--max-streams", "1"]) { client, _, _ in
            let first = try await client.watch("session_id=a")
            _ = try await first.next("suggestions")
            let second = try await client.watch("session_id=a")
            #expect(second.connection.status == 200)
            #expect(try await second.next("overloaded")["reason"].text == "server_full")
            #expect(try await second.connection.next(within: .seconds(20)) == nil)
            for accept in ["application/json", "application/x-ndjson"] {
                let answer = try await client.http.get(
                    "/v1/recommendations/stream?session_id=a", headers: ["accept": accept])
                #expect(answer.status == 503)
                #expect((5...15).contains(Int(answer.headers.first(name: "retry-after") ?? "") ?? 0))
            }
            await first.close()
        }
    }

    @Test("another address than loopback is refused without authentication, and taken with it")
    func otherHost() async throws {
        let folder = try FixtureServer.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let refused = try LiveServer.run([
            "serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", folder.path,
        ])
        #expect(refused.status == 64)
        let short = folder.appending(path: "short")
        try Data("too short\n".utf8).write(to: short)
        let weak = try LiveServer.run([
            "serve", "--port", "0", "--data-dir", folder.path, "--auth-secret-file", short.path,
        ])
        #expect(weak.status == 64)
        #expect(try LiveServer.run(["token", "ana", "--data-dir", folder.path]).status == 64)
    }
}

extension AttuneClient {
    /// The origin of the service's own pages.
    fileprivate var origin: String { "http://127.0.0.1:\(port)" }
}

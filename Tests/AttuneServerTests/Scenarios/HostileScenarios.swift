import AttuneTesting
import Foundation
import SSEClient
import Testing

/// Clients that break the rules or ask for too much: the others notice nothing, and nothing stays.
@Suite("Hostile connections", .timeLimit(.minutes(2)))
struct HostileScenarios {
    @Test("a flood of headers is refused and the connection ended")
    func headers() async throws {
        try await FixtureServer.run { client in
            let many = try await RawSocket.open(port: client.port)
            try await many.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            for number in 0..<200 {
                // The server may have gone by then.
                try? await many.send("X-\(number): \(String(repeating: "x", count: 8000))\r\n")
            }
            #expect(try await many.ends(within: .seconds(5)))
            #expect(!many.received.contains("200 OK"))
            #expect(try await client.get("/health/ready").status == 200)
        }
    }

    @Test("requests that are never finished hold nobody up")
    func slowLoris() async throws {
        try await FixtureServer.run { client in
            var lorises: [RawSocket] = []
            for number in 0..<200 {
                let socket = try await RawSocket.open(port: client.port)
                try await socket.send(String(RawSocket.request("loris").prefix(10 + number % 80)))
                lorises.append(socket)
            }
            let watcher = try await client.watch("session_id=song")
            _ = try await watcher.next("suggestions")
            try await client.context("song", #"{"bpm": 128}"#)
            _ = try await watcher.next("suggestions") { $0["revision"].int == 1 }
            for socket in lorises { await socket.close() }
            await watcher.close()
        }
    }

    @Test("a client that closes its half of the connection has left")
    func halfClosed() async throws {
        try await FixtureServer.run { client in
            let socket = try await RawSocket.watch("song", port: client.port)
            #expect(try await streams(client) == 1)
            try await socket.closeOutput()
            #expect(try await socket.ends(within: .seconds(5)))
            #expect(try await streams(client, become: 0))
        }
    }

    @Test("what a client sends on its stream is not taken for a request")
    func pipelined() async throws {
        try await FixtureServer.run { client in
            let socket = try await RawSocket.watch("song", port: client.port)
            try await socket.send(RawSocket.request("other") + "\0\r\nnonsense\r\n\r\n")
            try await client.context("song", #"{"bpm": 128}"#)
            try await socket.receive(#""revision":1"#)
            #expect(socket.received.components(separatedBy: "HTTP/1.1").count == 2)
            #expect(try await streams(client) == 1)
            await socket.close()
        }
    }

    @Test("a client of HTTP/1.0 is answered without chunks, and the end of the connection is the end of the answer")
    func oldVersion() async throws {
        try await FixtureServer.run { client in
            // The self-test's length is not known beforehand.
            for path in ["/v1/streams/selftest", "/v1/library"] {
                let socket = try await RawSocket.open(port: client.port)
                try await socket.send("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                #expect(try await socket.ends(within: .seconds(10)))
                #expect(socket.received.hasPrefix("HTTP/1.0 200"))
                #expect(!socket.received.lowercased().contains("transfer-encoding"))
            }
            try await client.context("song", #"{"bpm": 128}"#)
            let stream = try await RawSocket.open(port: client.port)
            try await stream.send(RawSocket.request("song").replacing("HTTP/1.1", with: "HTTP/1.0"))
            try await stream.receive("event: suggestions")
            let parts = stream.received.components(separatedBy: "\r\n\r\n")
            #expect(parts.count == 2 && parts[1].components(separatedBy: "\r\n").count == 1)
            try await client.context("song", #"{"bpm": 99}"#)
            try await stream.receive(#""revision":2"#)
            _ = try await client.send("DELETE", "/v1/recommendations/context?session_id=song")
            #expect(try await stream.ends(within: .seconds(5)))
        }
    }

    @Test("a client that asks for leave to send its body gets it before, and its answer after")
    func leave() async throws {
        try await FixtureServer.run { client in
            let body = #"{"session_id": "song", "context": {"bpm": 128}}"#
            let socket = try await RawSocket.open(port: client.port)
            try await socket.send(
                "POST /v1/recommendations/context HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            try await socket.receive("\r\n\r\n")
            #expect(socket.received == "HTTP/1.1 100 Continue\r\n\r\n")
            try await socket.send(body)
            try await socket.receive(#""revision":1"#)
            #expect(socket.received.components(separatedBy: "HTTP/1.1 ").map { $0.prefix(3) } == ["", "100", "202"])
            await socket.close()
        }
    }

    @Test("thousands of streams opened and cut leave no descriptor and no stream behind")
    func churn() async throws {
        try await FixtureServer.run { client, server, _ in
            _ = try await client.context("song", #"{"bpm": 128}"#)
            let id = try #require(server.processID)
            let before = try descriptors(of: id)
            for _ in 0..<20 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let socket = try await RawSocket.open(port: client.port)
                            try await socket.send(RawSocket.request("song"))
                            // Some go before they are answered.
                            if number.isMultiple(of: 3) { try await socket.receive("event: suggestions") }
                            await socket.close()
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(try await streams(client, become: 0))
            #expect(try descriptors(of: id) <= before)
        }
    }

    @Test("a client that stops reading is given up, and the others are served meanwhile")
    func frozen() async throws {
        try await FixtureServer.run { client in
            let frozen = try await RawSocket.watch("song", port: client.port)
            let reader = try await client.watch("session_id=song")
            try await frozen.setReading(false)
            var revision = 0.0
            let deadline = ContinuousClock.now + .seconds(60)
            // What the kernels hold for a client counts as taken: they are filled first.
            while try await streams(client) == 2, ContinuousClock.now < deadline {
                try await client.context("song", "{\"bpm\": \(100 + revision.truncatingRemainder(dividingBy: 50))}")
                revision += 1
                let newest = revision
                _ = try await reader.next("context") { ($0["revision"].double ?? 0) >= newest }
                if revision.truncatingRemainder(dividingBy: 8) == 0 { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(try await streams(client) == 1)
            let metrics = try await client.http.get("/metrics").text
            #expect(metrics.contains(#"attune_streams_closed_total{reason="stalled"} 1"#))
            await frozen.close()
            await reader.close()
        }
    }

    @Test("under SIGTERM every stream ends in the window, with the newest list, a bye and a clean end")
    func drain() async throws {
        try await FixtureServer.run(arguments: ["--drain-window", "2"]) { client, server, _ in
            var sockets: [RawSocket] = []
            for _ in 0..<200 { sockets.append(try await RawSocket.watch("song", port: client.port)) }
            try await client.context("song", #"{"bpm": 128}"#)
            let begun = ContinuousClock.now
            #expect(server.stop() == 0)
            #expect(ContinuousClock.now - begun < .seconds(6))
            for socket in sockets {
                #expect(try await socket.ends(within: .seconds(1)))
                #expect(socket.received.contains(#""revision":1"#))
                #expect(socket.received.hasSuffix("event: bye\ndata: {\"reason\":\"drain\"}\n\n\r\n0\r\n\r\n"))
            }
        }
    }

    private func descriptors(of id: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count
    }
}

/// Open streams by the service's own count.
func streams(_ client: AttuneClient) async throws -> Int {
    try await metric("attune_streams_open", of: client)
}

/// Whether their number becomes this within five seconds.
func streams(_ client: AttuneClient, become count: Int) async throws -> Bool {
    for _ in 0..<500 {
        if try await streams(client) == count { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

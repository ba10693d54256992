import AttuneTesting
import Foundation
import SSEClient
import Sessions
import Testing

/// Clients that are slow, that stop halfway, or that are cut off: none costs more than it must, nor for longer.
@Suite("Slow clients", .timeLimit(.minutes(3)))
struct SlowClientScenarios {
    @Test("clients that are cut in the middle of a write leave neither a stream nor a stalled one behind")
    func cut() async throws {
        try await FixtureServer.run { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var bpm = 60
                    while !Task.isCancelled {
                        bpm = bpm < 180 ? bpm + 1 : 60
                        try await client.context("song", "{\"bpm\": \(bpm)}")
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                for _ in 0..<2 { try await cutStreams(200, of: client) }
                group.cancelAll()
            }
            #expect(try await streams(client, become: 0))
            #expect(try await metric("attune_streams_stalled", of: client) == 0)
        }
    }

    private func cutStreams(_ count: Int, of client: AttuneClient) async throws {
        var sockets: [RawSocket] = []
        for _ in 0..<count {
            let socket = try await RawSocket.watch("song", port: client.port)
            // To close a socket with bytes that nobody has read is to cut the connection.
            try await socket.setReading(false)
            sockets.append(socket)
        }
        try await Task.sleep(for: .milliseconds(100))
        for socket in sockets { await socket.close() }
    }

    @Test("a body that drips is not waited for beyond its time, however steadily it does")
    func drippingBody() async throws {
        try await FixtureServer.run { client in
            let socket = try await RawSocket.open(port: client.port)
            try await socket.send(Self.unfinished)
            let begun = ContinuousClock.now
            var isOpen = true
            while isOpen, ContinuousClock.now - begun < .seconds(40) {
                try? await socket.send(" ")
                isOpen = try await !socket.ends(within: .seconds(1))
            }
            #expect(!isOpen && ContinuousClock.now - begun > .seconds(10))
            #expect(try await client.get("/health/ready").status == 200)
        }
    }

    @Test("under SIGTERM requests that would never end do not keep the process, which ends with 0")
    func requestsAtTheEnd() async throws {
        try await FixtureServer.run(arguments: ["--drain-window", "1"]) { client, server, _ in
            let watcher = try await RawSocket.watch("song", port: client.port)
            let body = try await RawSocket.open(port: client.port)
            try await body.send(Self.unfinished)
            let download = try await RawSocket.open(port: client.port)
            try await download.setReading(false)
            // More answers than the kernel holds for one who does not read.
            try await download.send(
                String(repeating: "GET /openapi.yaml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", count: 500))
            try await Task.sleep(for: .seconds(1))
            let begun = ContinuousClock.now
            #expect(server.stop() == 0)
            #expect(ContinuousClock.now - begun < .seconds(15))
            #expect(try await watcher.ends(within: .seconds(1)))
            #expect(watcher.received.contains("event: bye\ndata: {\"reason\":\"drain\"}"))
            for socket in [body, download] { await socket.close() }
        }
    }

    private static let unfinished =
        "POST /v1/recommendations/context HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n{"
}

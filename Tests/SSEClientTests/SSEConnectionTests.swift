import AttuneTesting
import NIOCore
import NIOHTTP1
import SSEClient
import Testing

@Suite("A stream connection", .timeLimit(.minutes(1)))
struct SSEConnectionTests {
    private static func stream(_ chunks: [String], ending: TinyServer.Ending) -> TinyServer.Answer {
        TinyServer.Answer(headers: ["content-type": "text/event-stream"], chunks: chunks, ending: ending)
    }

    @Test("brings the head, then events as they come")
    func events() async throws {
        let server = try await TinyServer.start { _ in
            Self.stream(
                ["retry: 2000\nid: e-1\neve", "nt: hello\ndata: {}\n\n:\n", "id: e-2\ndata: x\n\n"], ending: .open)
        }
        let connection = try await SSEConnection.open(port: server.port, path: "/stream")
        #expect(connection.status == 200)
        let hello = try await connection.next(within: .seconds(10))
        #expect(hello.map { [$0.id, $0.event, $0.data] } == ["e-1", "hello", "{}"])
        let second = try await connection.next(within: .seconds(10))
        #expect(second.map { [$0.id, $0.event, $0.data] } == ["e-2", "message", "x"])
        #expect(connection.retryMilliseconds == 2000)
        #expect(connection.comments == 1)
        await connection.close()
        await server.stop()
    }

    @Test("sends the cursor and the headers it is given")
    func request() async throws {
        let server = try await TinyServer.start { request in
            Self.stream(
                [
                    "data: \(request.head.uri) \(request.head.headers["last-event-id"]) \(request.head.headers["x-a"])\n\n"
                ],
                ending: .complete)
        }
        let connection = try await SSEConnection.open(
            port: server.port, path: "/s?session_id=a", lastEventID: "k3ZbQ9xA-7", headers: ["x-a": "b"])
        var events: [String] = []
        for try await event in connection { events.append(event.data) }
        #expect(events == [#"/s?session_id=a ["k3ZbQ9xA-7"] ["b"]"#])
        await server.stop()
    }

    @Test("tells a clean end from a cut")
    func endings() async throws {
        let server = try await TinyServer.start { request in
            Self.stream(["data: 1\n\n"], ending: request.head.uri == "/clean" ? .complete : .cut)
        }
        let clean = try await SSEConnection.open(port: server.port, path: "/clean")
        #expect(try await clean.next(within: .seconds(10))?.data == "1")
        #expect(try await clean.next(within: .seconds(10)) == nil)
        let cut = try await SSEConnection.open(port: server.port, path: "/cut")
        #expect(try await cut.next(within: .seconds(10))?.data == "1")
        await #expect(throws: SSEClientError.closedEarly) { try await cut.next(within: .seconds(10)) }
        await server.stop()
    }

    @Test("delivers the lines of anything else, whatever the status")
    func lines() async throws {
        let server = try await TinyServer.start { _ in
            TinyServer.Answer(
                status: .notFound, headers: ["content-type": "application/problem+json"],
                body: ByteBuffer(string: "{\"a\":1}\n{\"b\":2}"))
        }
        let connection = try await SSEConnection.open(port: server.port, path: "/")
        #expect(connection.status == 404)
        var lines: [String] = []
        for try await event in connection { lines.append(event.data) }
        #expect(lines == ["{\"a\":1}", "{\"b\":2}"])
        await server.stop()
    }

    @Test("a reader that is cancelled stops waiting")
    func cancellation() async throws {
        let server = try await TinyServer.start { _ in Self.stream(["data: 1\n\n"], ending: .open) }
        let connection = try await SSEConnection.open(port: server.port, path: "/")
        let reader = Task {
            var count = 0
            for try await _ in connection { count += 1 }
            return count
        }
        reader.cancel()
        #expect(try await reader.value <= 1)
        await connection.close()
        await server.stop()
    }

    @Test("an unread stream holds a bounded amount and loses nothing")
    func backpressure() async throws {
        let chunk = "data: " + String(repeating: "y", count: 10_000) + "\n\n"
        let server = try await TinyServer.start { _ in
            Self.stream(Array(repeating: chunk, count: 2000), ending: .complete)
        }
        let connection = try await SSEConnection.open(port: server.port, path: "/", bufferLimit: 64 * 1024)
        var count = 0
        for try await event in connection {
            count += 1
            #expect(event.bytes.readableBytes == 10_000)
        }
        #expect(count == 2000)
        await server.stop()
    }

    @Test("says what is wrong when nothing answers")
    func unreachable() async throws {
        let server = try await TinyServer.start { _ in TinyServer.Answer() }
        let port = server.port
        await server.stop()
        let error = await #expect(throws: SSEClientError.self) {
            _ = try await SSEConnection.open(port: port, path: "/")
        }
        guard case .unreachable(host: "127.0.0.1", port: port, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

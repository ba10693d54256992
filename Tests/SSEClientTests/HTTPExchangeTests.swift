import AttuneTesting
import NIOCore
import NIOHTTP1
import SSEClient
import Testing

@Suite("A one-shot exchange", .timeLimit(.minutes(1)))
struct HTTPExchangeTests {
    private static func echo() async throws -> TinyServer {
        try await TinyServer.start { request in
            let kind = request.head.headers["content-type"].first ?? "none"
            let text = "\(request.head.method) \(request.head.uri) \(kind) \(String(buffer: request.body))"
            return TinyServer.Answer(status: .accepted, headers: ["x-kind": "echo"], body: ByteBuffer(string: text))
        }
    }

    @Test("speaks every method, with JSON")
    func methods() async throws {
        let server = try await Self.echo()
        let http = HTTPExchange(port: server.port)
        #expect(try await http.get("/a?b=c").text == "GET /a?b=c none ")
        #expect(try await http.post("/a", json: "{}").text == "POST /a application/json {}")
        #expect(try await http.put("/a", json: "[1]").text == "PUT /a application/json [1]")
        #expect(try await http.put("/a").text == "PUT /a none ")
        #expect(try await http.patch("/a", json: "{}").text == "PATCH /a application/json {}")
        let deleted = try await http.delete("/a")
        #expect(deleted.status == 202)
        #expect(deleted.headers["x-kind"] == ["echo"])
        await http.close()
        await server.stop()
    }

    @Test("runs many at the same time")
    func concurrency() async throws {
        let server = try await Self.echo()
        let http = HTTPExchange(port: server.port)
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<50 { group.addTask { try await http.get("/\(number)").text } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.count == 50)
        await http.close()
        await server.stop()
    }

    @Test("an answer over the limit is refused")
    func limit() async throws {
        let server = try await TinyServer.start { _ in
            TinyServer.Answer(body: ByteBuffer(repeating: 0x20, count: 100_000))
        }
        let http = HTTPExchange(port: server.port, bodyLimit: 1000)
        await #expect(throws: SSEClientError.answerTooLarge(limit: 1000)) { try await http.get("/") }
        await server.stop()
    }

    @Test("gives up on a server that does not answer")
    func timeout() async throws {
        let server = try await TinyServer.start { _ in TinyServer.Answer(chunks: ["x"], ending: .open) }
        let http = HTTPExchange(port: server.port, timeout: .seconds(1))
        let error = await #expect(throws: SSEClientError.self) { try await http.get("/") }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await server.stop()
    }
}

import Outbound
import Testing

struct OutboundTests {
    @Test("a response comes back with its status and body")
    func statusAndBody() async throws {
        let answer =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"ready\":false}"
        try await CannedServer.serving(answer) { server in
            let response = try Outbound.send(OutboundRequest(url: server.url, direct: true))
            #expect(response == OutboundResponse(status: 503, body: Array("{\"ready\":false}".utf8)))
        }
    }

    @Test("a redirect is reported, not followed")
    func redirect() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        try await CannedServer.serving(answer) { server in
            let response = try Outbound.send(OutboundRequest(url: server.url, direct: true))
            #expect(response.status == 302)
        }
    }

    @Test("a body over the limit is refused")
    func sizeLimit() async throws {
        let answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + String(repeating: "x", count: 5000)
        try await CannedServer.serving(answer) { server in
            #expect(throws: OutboundError.tooLarge(limit: 4999)) {
                try Outbound.send(OutboundRequest(url: server.url, sizeLimit: 4999, direct: true))
            }
            let whole = try Outbound.send(OutboundRequest(url: server.url, sizeLimit: 5000, direct: true))
            #expect(whole.body.count == 5000)
        }
    }

    @Test("a silent server costs the time limit and no more")
    func timeLimit() async throws {
        try await CannedServer.serving(nil) { server in
            #expect(throws: OutboundError.timedOut(seconds: 0.1)) {
                try Outbound.send(OutboundRequest(url: server.url, timeLimitSeconds: 0.1, direct: true))
            }
        }
    }

    @Test("nothing listening is an unreachable service")
    func unreachable() {
        // Port 1 is never given to a program that asks for any free one.
        let request = OutboundRequest(url: "http://127.0.0.1:1/", direct: true)
        #expect { try Outbound.send(request) } throws: { error in
            if case OutboundError.unreachable = error { true } else { false }
        }
    }

    @Test(
        "only http and https addresses and one-line headers are sent",
        arguments: [
            OutboundRequest(url: "file:///etc/hostname"),
            OutboundRequest(url: "gopher://127.0.0.1/"),
            OutboundRequest(url: "http://127.0.0.1/", headers: ["A: b\r\nC: d"]),
        ])
    func malformed(request: OutboundRequest) {
        #expect { try Outbound.send(request) } throws: { error in
            if case OutboundError.malformed = error { true } else { false }
        }
    }
}

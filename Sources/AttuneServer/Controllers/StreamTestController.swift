import HTTPTypes
import Hummingbird
import NIOCore
import Streaming

/// `/v1/streams/selftest`: events at known times, by which a client learns whether a proxy on the way holds them back.
///
/// It takes no parameter and refuses none: the ticket is the gate's, and clients and proxies add their own to defeat
/// caches.
struct StreamTestController: Sendable {
    private static let count = 8
    private static let interval = Duration.milliseconds(250)

    let nanoseconds: @Sendable () -> UInt64

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/streams/selftest", use: run)
        router.head("/v1/streams/selftest", use: head)
    }

    /// `tick` every 250 ms, eight times, each with the milliseconds since the first; then `done`, and the end.
    func run(_ request: Request, _ scope: RequestScope) -> Response {
        let nanoseconds = nanoseconds
        let body = ResponseBody { writer in
            let start = nanoseconds()
            for number in 1...Self.count {
                if number > 1 { try await Task.sleep(for: Self.interval) }
                let now = nanoseconds()
                let sent = now > start ? Double(now - start) / 1e6 : 0
                try await writer.write(
                    Self.event("tick") { json in
                        json.member("n", number)
                        json.member("sent_ms", sent.rounded())
                    })
            }
            try await writer.write(
                Self.event("done") { json in
                    json.member("count", Self.count)
                    json.member("interval_ms", Int(Self.interval / .milliseconds(1)))
                })
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: StreamController.headers(.sse), body: body)
    }

    /// The headers alone.
    func head(_ request: Request, _ scope: RequestScope) -> Response {
        Response(status: .ok, headers: StreamController.headers(.sse))
    }

    private static func event(_ name: String, _ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var out = ByteBuffer()
        SSEEncoder.append(id: nil, event: SSEField(sanitising: name), data: JSONWriter.object(members), to: &out)
        return out
    }
}

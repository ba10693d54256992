import Engine
import HTTPTypes
import Hummingbird
import NIOCore
import Ranking
import Sessions
import Streaming

/// `/v1/recommendations/stream`: server-sent events, the same as lines of JSON, or one snapshot, by `Accept`.
struct StreamController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/recommendations/stream", use: watch)
        router.head("/v1/recommendations/stream", use: head)
    }

    func watch(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let options = try Self.options(of: request)
        guard Accepted(request.headers[.accept]) != .snapshot else {
            return Response(json: try await engine.state(of: options.sessions))
        }
        switch try await engine.watch(options) {
        case .ended:
            return Response(status: .noContent)
        case .overloaded(let delay):
            return try Self.overloaded(options.format, retryMilliseconds: delay)
        case .subscription(let subscription):
            StreamSocket.tune(scope.channel)
            return Response(status: .ok, headers: Self.headers(options.format), body: body(subscription, of: request))
        }
    }

    /// The headers a stream would have; none is opened.
    func head(_ request: Request, _ scope: RequestScope) async throws -> Response {
        Response(status: .ok, headers: Self.headers(try Self.options(of: request).format))
    }

    /// Writes until the feed ends the stream or the client goes away, whichever is first. While a write waits for a slow
    /// client nothing is queued: the feed keeps one bit per topic.
    private func body(_ subscription: Subscription, of request: Request) -> ResponseBody {
        ResponseBody { writer in
            defer { subscription.cancel() }
            try await request.body.consumeWithInboundCloseHandler { _ in
                while let bytes = await subscription.next() {
                    try await writer.write(bytes)
                }
            } onInboundClosed: {
                subscription.cancel()
            }
            try await writer.finish(nil)
        }
    }

    /// `EventSource` takes nothing but a 200 for "come back later"; whoever reads statuses gets one.
    private static func overloaded(_ format: StreamFormat, retryMilliseconds delay: Int) throws -> Response {
        guard format == .sse else {
            throw Problem(
                kind: .overloaded, detail: "There are too many streams now. Come back later.",
                headers: [.retryAfter: String((delay + 999) / 1000)])
        }
        let bytes = SSEEncoder.overloaded(retryMilliseconds: delay)
        return Response(status: .ok, headers: headers(format), body: ResponseBody(byteBuffer: bytes))
    }

    static func headers(_ format: StreamFormat) -> HTTPFields {
        [
            .contentType: format == .sse ? "text/event-stream" : "application/x-ndjson",
            .cacheControl: "no-store, no-transform",
            .xAccelBuffering: "no",
        ]
    }

    /// A cursor is never refused, whatever it says; unknown parameters are left alone, for clients and proxies add their
    /// own to defeat caches.
    private static func options(of request: Request) throws -> StreamOptions {
        var query = QueryReader(request)
        let texts = query.all("session_id", Form<String>.sessionOrAll)
        if texts.isEmpty { query.problem("session_id", "Required; \(Form<String>.sessionOrAll.accepted) is accepted.") }
        let cursor = query.all("last_event_id", Form<String>.text(0...1024)) + query.all("lastEventId", .text(0...1024))
        let ping = query.optional("ping", Form<Int>.integer(5...60))
        let heartbeat = query.optional("hb", Form<HeartbeatForm>.oneOf)
        let delta = query.optional("delta", Form<Int>.integer(0...1))
        try query.finish(tolerant: true)
        return StreamOptions(
            sessions: texts.contains("*") ? .all : .only(Set(texts)),
            lastEventID: request.headers[.lastEventID] ?? cursor.first,
            format: Accepted(request.headers[.accept]) == .lines ? .ndjson : .sse,
            pingSeconds: ping ?? 15, heartbeatEvents: heartbeat == .event, patches: delta == 1)
    }
}

/// How heartbeats are sent.
enum HeartbeatForm: String, CaseIterable, Sendable { case comment, event }

extension Form where Value == String {
    /// A session id, or `*` for all of them.
    fileprivate static var sessionOrAll: Form {
        Form("a session id, or * for every session,", text: { $0 == "*" || SessionID($0) != nil ? $0 : nil })
    }
}

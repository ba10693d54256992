import Access
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
    let loops: StreamLoops
    let clock: EngineClock

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/recommendations/stream", use: watch)
        router.head("/v1/recommendations/stream", use: head)
    }

    func watch(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let options = try options(of: request, for: scope.principal)
        guard Accepted(request.headers[.accept]) != .snapshot else {
            // Whoever polls a full service makes it no emptier.
            if let delay = engine.overloadDelay { throw Self.full(retryMilliseconds: delay) }
            return Response(json: try await engine.state(of: options.sessions))
        }
        let ticketMadeAt = scope.principal.ticketMadeAt.map { UnixTime($0) }
        switch try await engine.watch(options, ticketMadeAt: ticketMadeAt) {
        case .ended:
            return Response(status: .noContent)
        case .overloaded(let delay):
            return try Self.overloaded(options.format, retryMilliseconds: delay)
        case .subscription(let subscription):
            return Response(
                status: .ok, headers: Self.headers(options.format), body: body(subscription, on: scope.channel))
        }
    }

    /// The status and headers a stream would have; none is opened.
    func head(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let options = try options(of: request, for: scope.principal)
        if engine.haveEnded(options.sessions) { return Response(status: .noContent) }
        return Response(status: .ok, headers: Self.headers(options.format))
    }

    /// Once the head is written the stream takes the connection over. The task that served the request ends by the error: it
    /// would only wait, at the price of its stack, for as long as the stream is open.
    private func body(_ subscription: Subscription, on channel: any Channel) -> ResponseBody {
        ResponseBody { _ in
            try await loops.takeOver(channel, for: subscription)
            throw StreamTakenOver()
        }
    }

    /// `EventSource` takes nothing but a 200 for "come back later"; whoever reads statuses gets one.
    private static func overloaded(_ format: StreamFormat, retryMilliseconds delay: Int) throws -> Response {
        guard format == .sse else { throw full(retryMilliseconds: delay) }
        let bytes = SSEEncoder.overloaded(retryMilliseconds: delay)
        return Response(status: .ok, headers: headers(format), body: ResponseBody(byteBuffer: bytes))
    }

    private static func full(retryMilliseconds delay: Int) -> Problem {
        Problem(
            kind: .overloaded, detail: "There are too many streams now. Come back later.",
            headers: [.retryAfter: String((delay + 999) / 1000)])
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
    private func options(of request: Request, for principal: Principal) throws -> StreamOptions {
        var query = QueryReader(request)
        let texts = query.all("session_id", Form<String>.sessionOrAll)
        if texts.isEmpty { query.problem("session_id", "Required; \(Form<String>.sessionOrAll.accepted) is accepted.") }
        let cursor = query.verbatim("last_event_id") + query.verbatim("lastEventId")
        let ping = query.optional("ping", Form<Int>.integer(5...60))
        let heartbeat = query.optional("hb", Form<HeartbeatForm>.oneOf)
        let delta = query.optional("delta", Form<Int>.integer(0...1))
        try query.finish(tolerant: true)
        if let opened = principal.sessions, let shut = texts.first(where: { !opened.contains($0) }) {
            throw Problem(kind: .insufficientScope, detail: "The ticket is not for the session “\(shut)”.")
        }
        let left = principal.expiresAt.map { Duration.seconds(max($0 - clock.now().seconds, 0)) }
        return StreamOptions(
            sessions: texts.contains("*") ? .all : .only(Set(texts)),
            lastEventID: request.headers[.lastEventID] ?? cursor.first,
            format: Accepted(request.headers[.accept]) == .lines ? .ndjson : .sse,
            pingSeconds: ping ?? 15, heartbeatEvents: heartbeat == .event, patches: delta == 1,
            caller: principal.subject, lifetime: left)
    }
}

/// The connection belongs to a stream now.
struct StreamTakenOver: Error {}

/// How heartbeats are sent.
enum HeartbeatForm: String, CaseIterable, Sendable { case comment, event }

extension Form where Value == [String] {
    /// What a ticket opens.
    static var watchedSessions: Form {
        Form(
            "a list of 1 to 64 session ids, or of *,",
            fromJSON: { value in
                guard case .array(let elements) = value, (1...64).contains(elements.count) else { return nil }
                let sessions = elements.compactMap(Form<String>.sessionOrAll.fromJSON)
                return sessions.count == elements.count ? sessions : nil
            },
            fromText: { _ in nil })
    }
}

extension Form where Value == String {
    /// A session id, or `*` for all of them.
    fileprivate static var sessionOrAll: Form {
        Form("a session id, or * for every session,", text: { $0 == "*" || SessionID($0) != nil ? $0 : nil })
    }
}

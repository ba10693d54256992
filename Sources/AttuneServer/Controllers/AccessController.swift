import Access
import Engine
import HTTPTypes
import Hummingbird
import Ranking
import Streaming

/// `/v1/access` and `/v1/stream-tickets`: who am I, sign a browser in or out, and tickets for what cannot send headers.
struct AccessController: Sendable {
    let gate: Gate
    let engine: Engine
    let clock: EngineClock

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/access", use: read)
        router.post("/v1/access", use: signIn)
        router.delete("/v1/access", use: signOut)
        router.post("/v1/stream-tickets", use: ticket)
        router.delete("/v1/stream-tickets", use: revoke)
    }

    func read(_ request: Request, _ scope: RequestScope) throws -> Response {
        try QueryReader.refuseAll(of: request)
        let principal = scope.principal
        return Response { json in
            json.object { json in
                json.member("authentication", gate.asksForTokens ? "token" : "none")
                json.member("subject", principal.subject)
                json.key("scopes")
                json.array(principal.scopes.sorted()) { $0.string($1.rawValue) }
                json.member("expires_at", principal.expiresAt.map { UnixTime($0).rfc3339 })
            }
        }
    }

    /// Keeps the token of this request in a cookie that scripts cannot read and other sites cannot send.
    func signIn(_ request: Request, _ scope: RequestScope) throws -> Response {
        try QueryReader.refuseAll(of: request)
        var response = Response(status: .noContent)
        guard gate.asksForTokens, let token = Credentials(of: request, takesTickets: false).token else {
            return response
        }
        let left = (scope.principal.expiresAt ?? 0) - clock.now().seconds
        // A token that was taken has only characters that a cookie may have (RFC 7515 §2, RFC 6265 §4.1.1).
        let cookie = Cookie(
            name: Credentials.cookieName, value: token, maxAge: Int(max(left, 0)), path: "/",
            secure: request.headers[.origin]?.hasPrefix("https:") ?? false, httpOnly: true, sameSite: .strict)
        response.setCookie(cookie)
        return response
    }

    func signOut(_ request: Request, _ scope: RequestScope) throws -> Response {
        try QueryReader.refuseAll(of: request)
        var response = Response(status: .noContent)
        response.setCookie(
            Cookie(name: Credentials.cookieName, value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .strict))
        return response
    }

    /// For operators: one caller's tickets, of now and before, open nothing more.
    func revoke(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let subject = query.required("subject", Form<String>.subject)
        try query.finish()
        guard let subject else { throw Problem.unforeseen }
        try await engine.revokeTickets(of: subject)
        return Response(status: .noContent)
    }

    func ticket(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        var fields = FieldReader(try await request.json())
        let sessions = fields.required("session_ids", Form<[String]>.watchedSessions)
        try fields.finish()
        guard let sessions else { throw Problem.unforeseen }
        let (ticket, expiry) = try await gate.authority.ticket(
            for: scope.principal, sessions: Set(sessions), at: clock.now().seconds)
        return Response(status: .created) { json in
            json.object { json in
                json.member("ticket", ticket)
                json.member("expires_at", UnixTime(expiry).rfc3339)
                json.key("session_ids")
                json.array(Set(sessions).sorted()) { $0.string($1) }
            }
        }
    }
}

extension Form where Value == String {
    /// Whom a token names.
    fileprivate static var subject: Form {
        Form(
            "1 to \(Principal.subjectLimit) characters, none of them a control character,",
            text: {
                (1...Principal.subjectLimit).contains($0.unicodeScalars.count) && Principal.isPlain($0) ? $0 : nil
            })
    }
}

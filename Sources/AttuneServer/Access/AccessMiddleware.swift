import Access
import Engine
import HTTPTypes
import Hummingbird
import Ranking

/// Asks who calls, where tokens are asked for, and lets nobody past who may not: no handler runs, nothing is stored.
struct AccessMiddleware: RouterMiddleware {
    let gate: Gate
    let engine: Engine
    let clock: EngineClock

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        var context = context
        guard gate.asksForTokens else {
            context.principal = .local
            return try await next(request, context)
        }
        let route = context.endpointPath.map { RouteTable.Route(path: $0, method: request.method.rawValue) }
        let rule = AccessRule.of(route)
        guard rule != .open else { return try await next(request, context) }
        let principal = try await principal(of: request, rule)
        context.principal = principal
        switch rule {
        case .open, .token: break
        case .scope(let scope): try Self.expect(scope, of: principal)
        case .ticketOrRead: try Self.expect(.read, of: principal)
        }
        return try await next(request, context)
    }

    private func principal(of request: Request, _ rule: AccessRule) async throws -> Principal {
        let now = clock.now().seconds
        do {
            switch Credentials(of: request, takesTickets: rule == .ticketOrRead) {
            case .bearer(let token), .cookie(let token):
                return try await gate.authority.principal(ofToken: token, at: now)
            case .ticket(let ticket):
                let principal = try await gate.authority.principal(ofTicket: ticket, at: now)
                if let subject = principal.subject, let made = principal.ticketMadeAt,
                    engine.isRevoked(ticketOf: subject, issuedAt: UnixTime(made))
                {
                    throw TokenError.revoked
                }
                return principal
            case .none: throw TokenError.missing
            }
        } catch let error as TokenError {
            throw Problem(error)
        }
    }

    private static func expect(_ scope: Scope, of principal: Principal) throws {
        guard !principal.scopes.contains(scope) else { return }
        throw Problem(
            kind: .insufficientScope,
            detail: "This needs the scope “\(scope.rawValue)”; the token has "
                + (principal.scopes.isEmpty ? "none." : "“\(Scope.claim(principal.scopes))”."),
            headers: [.wwwAuthenticate: "Bearer error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""])
    }
}

extension Problem {
    /// RFC 6750 §3: a caller without a token is told only that one is wanted; one with a bad token, what is wrong with it.
    init(_ error: TokenError) {
        let code = error == .missing ? "" : ", error=\"invalid_token\", error_description=\"\(error.sentence)\""
        self.init(
            kind: .unauthorized,
            detail: error.sentence + " Send Authorization: Bearer with a token; `attune token` makes one.",
            headers: [.wwwAuthenticate: "Bearer realm=\"attune\"\(code)"])
    }
}

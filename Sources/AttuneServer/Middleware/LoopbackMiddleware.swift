import Hummingbird

/// Guards a service without authentication on a person's own machine against pages from elsewhere: a name that resolves
/// to 127.0.0.1 (DNS rebinding) is refused by its `Host`, a cross-site request by its `Origin`.
struct LoopbackMiddleware: RouterMiddleware {
    /// Pages of other origins that may ask all the same.
    let origins: OriginList

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        if let authority = request.head.authority, !LoopbackName.matches(authority: authority) {
            throw Self.refusal("The host “\(authority.prefix(80))” is not this machine's own.")
        }
        if let origin = request.headers[.origin], !origins.contains(origin), !LoopbackName.matches(origin: origin) {
            throw Self.refusal("Requests from pages of “\(origin.prefix(80))” are not taken.")
        }
        return try await next(request, context)
    }

    private static func refusal(_ why: String) -> Problem {
        Problem(kind: .foreignOrigin, detail: "\(why) Use http://localhost or http://127.0.0.1.")
    }
}

import HTTPTypes
import Hummingbird

/// Cross-origin resource sharing (Fetch §3.2) for the pages that are listed, and for no others. They bring tokens or tickets:
/// cookies are for the service's own pages. `EventSource` may resume without a preflight.
struct CORSMiddleware: RouterMiddleware {
    let origins: OriginList

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin) else {
            return try await next(request, context)
        }
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            return Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: origin, .vary: "Origin",
                    .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE",
                    .accessControlAllowHeaders: "Authorization, Content-Type, Last-Event-ID, If-None-Match, Range",
                    .accessControlMaxAge: "600",
                ])
        }
        var response = try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
        response.headers[.accessControlExposeHeaders] = "X-Request-ID, Retry-After, WWW-Authenticate, ETag"
        return response
    }
}

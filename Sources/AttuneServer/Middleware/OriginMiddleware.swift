import HTTPTypes
import Hummingbird

/// Where tokens are asked for, the service has any name; but a page of another origin gets no answer unless it is listed. A
/// browser sends the dashboard's cookie only with requests of the service's own pages (`SameSite=Strict`); this is the second
/// lock.
struct OriginMiddleware: RouterMiddleware {
    let origins: OriginList

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        if let origin = request.headers[.origin], !origins.contains(origin),
            !OriginList.isOwn(origin, authority: request.head.authority)
        {
            throw Problem(
                kind: .foreignOrigin,
                detail:
                    "Requests from pages of “\(origin.prefix(80))” are not taken. List it in cors-origins if they should be."
            )
        }
        return try await next(request, context)
    }
}

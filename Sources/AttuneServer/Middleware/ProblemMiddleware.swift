import Hummingbird
import Logging

/// Turns whatever a handler throws into problem+json. An error nobody foresaw is logged in full and told in general.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if let problem = Problem(error) { return problem.response() }
            context.logger.error("A request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return Problem.unforeseen.response()
        }
    }
}

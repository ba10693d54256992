import HTTPTypes
import Hummingbird

/// Answers what no route took: 405 with `Allow` where the path is known under other methods, else 404.
///
/// Added after the last route, it stands before nothing but the router's own "not found".
struct UnmatchedMiddleware: RouterMiddleware {
    let table: RouteTable

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        let methods = table.methods(for: request.uri.path)
        guard !methods.isEmpty else {
            throw Problem.notFound(
                "Nothing lives at “\(request.uri.path.prefix(100))”. GET /openapi.yaml tells what does.")
        }
        let allow = methods.joined(separator: ", ")
        throw Problem(
            kind: .methodNotAllowed, detail: "\(request.method.rawValue) is not for this address; it takes \(allow).",
            headers: [.allow: allow])
    }
}

import Hummingbird
import HTTPTypes
import Logging

/// The outermost layer: an id for every request, the headers every answer carries, one log line and one measurement.
struct RecordMiddleware: RouterMiddleware {
    let meter: RequestMeter
    let nanoseconds: @Sendable () -> UInt64

    func handle(
        _ request: Request, context: RequestScope,
        next: @concurrent (Request, RequestScope) async throws -> Response
    ) async throws -> Response {
        let start = nanoseconds()
        var response = try await next(request, context)
        let end = nanoseconds()
        let seconds = end > start ? Double(end - start) / 1e9 : 0
        response.headers[.requestID] = context.id
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        let route = context.endpointPath ?? "unmatched"
        meter.count(
            RequestMeter.Series(method: request.method.rawValue, route: route, status: response.status.code), seconds)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "route": "\(route)",
                "status": "\(response.status.code)", "ms": "\(seconds * 1000)",
            ])
        return response
    }
}

extension HTTPField.Name {
    /// Literals of the header grammar; an impossible failure would leave the header out.
    static let requestID = HTTPField.Name(staticName: "X-Request-ID")
    static let referrerPolicy = HTTPField.Name(staticName: "Referrer-Policy")
    static let xAccelBuffering = HTTPField.Name(staticName: "X-Accel-Buffering")
    static let lastEventID = HTTPField.Name(staticName: "Last-Event-ID")

    private init(staticName: String) {
        self = HTTPField.Name(staticName) ?? .server
    }
}

import Engine
import HTTPTypes
import Hummingbird
import Streaming

/// `/health` and `/metrics`: for whoever runs the service.
struct OperationsController: Sendable {
    let engine: Engine
    let meter: RequestMeter
    let loops: StreamLoops

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/health/live", use: live)
        router.get("/health/ready", use: ready)
        router.get("/metrics", use: metrics)
    }

    /// The process answers; nothing else is looked at.
    func live(_ request: Request, _ scope: RequestScope) -> Response {
        Response { $0.object { $0.member("status", "live") } }
    }

    /// 200 while answers are given, if from less than everything (`degraded`); 503 when they are not.
    func ready(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let readiness = engine.readiness()
        let isDegraded = readiness.checks.contains { $0.state == .degraded }
        return Response(status: readiness.isReady ? .ok : .serviceUnavailable) { json in
            json.object { json in
                json.member("status", readiness.isReady ? isDegraded ? "degraded" : "ready" : "not ready")
                json.key("checks")
                json.array(readiness.checks) { json, check in
                    json.object { json in
                        json.member("name", check.name)
                        json.member("state", check.state.rawValue)
                        json.member("detail", check.detail)
                    }
                }
            }
        }
    }

    func metrics(_ request: Request, _ scope: RequestScope) async -> Response {
        let text = PrometheusText.page(
            await engine.metrics() + [
                meter.metric,
                .gauge(
                    "attune_streams_stalled", "Open streams whose client does not take what was written.",
                    Double(loops.stalled)),
            ])
        return Response(
            status: .ok, headers: [.contentType: PrometheusText.mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

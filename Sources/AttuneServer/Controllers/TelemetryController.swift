import Engine
import Hummingbird
import Ranking
import Sessions
import Streaming
import Telemetry

/// `POST /v1/telemetry/recommendations`: what people did with suggestions.
struct TelemetryController: Sendable {
    let engine: Engine
    let clock: EngineClock

    /// Bytes of one batch.
    static let limit = 1 << 20

    func addRoutes(to router: Router<RequestScope>) {
        router.post("/v1/telemetry/recommendations", use: record)
    }

    /// 202 once the whole batch is on disk.
    func record(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let body = try await request.json(upTo: Self.limit)
        let receipt = try await engine.record(TelemetryBatch.events(parsing: body, receivedAt: clock.now()))
        return Response(status: .accepted) { json in
            json.object { json in
                json.member("accepted", receipt.accepted)
                json.member("duplicates", receipt.duplicates)
            }
        }
    }
}

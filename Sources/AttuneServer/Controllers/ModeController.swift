import Engine
import Hummingbird
import Ranking
import Sessions

/// `PUT /v1/sessions/{session_id}/mode`: who decides how a session is ranked.
struct ModeController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.put("/v1/sessions/{session_id}/mode", use: set)
    }

    func set(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let session = try scope.value("session_id", .session)
        try QueryReader.refuseAll(of: request)
        var fields = FieldReader(try await request.json())
        let mode = fields.required("mode", Form<ModeSetting>.oneOf)
        try fields.finish()
        guard let mode else { throw Problem.unforeseen }
        try await engine.setMode(mode, for: session)
        return Response(status: .noContent)
    }
}

import Engine
import Hummingbird
import Ranking
import Sessions
import Streaming

/// `/v1/recommendations/context`: what a session wants.
struct ContextController: Sendable {
    let engine: Engine
    let clock: EngineClock

    func addRoutes(to router: Router<RequestScope>) {
        router.post("/v1/recommendations/context", use: update)
        router.get("/v1/recommendations/context", use: read)
        router.delete("/v1/recommendations/context", use: end)
    }

    /// Merges a context. 202: the list that follows from it goes over the stream.
    func update(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let update = try ContextUpdate(parsing: await request.json(), receivedAt: clock.now())
        let receipt = try await engine.update(update)
        return Response(status: .accepted) { json in
            json.object { json in
                json.session(receipt.session)
                json.member("cursor", receipt.cursor.description)
                json.mode(receipt.mode, receipt.session.mode, receipt.assignment)
                if let reason = receipt.degradation { json.member("degraded", reason) }
            }
        }
    }

    func read(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let id = try session(of: request)
        guard let view = try await engine.session(id) else {
            throw Problem.notFound("No live session has the id “\(id.rawValue)”. POST a context to begin one.")
        }
        return Response { json in
            json.object { json in
                json.session(view.session)
                json.mode(view.mode, view.session.mode, view.assignment)
            }
        }
    }

    /// Idempotent: a session that is not there has ended.
    func end(_ request: Request, _ scope: RequestScope) async throws -> Response {
        _ = try await engine.end(try session(of: request))
        return Response(status: .noContent)
    }

    private func session(of request: Request) throws(InvalidRequest) -> SessionID {
        var query = QueryReader(request)
        let id = query.required("session_id", .session)
        try query.finish()
        guard let id else { throw InvalidRequest([]) }
        return id
    }
}

extension JSONWriter {
    fileprivate mutating func session(_ session: StoredSession) {
        member("session_id", session.id.rawValue)
        member("revision", session.revision)
        member("version", session.version)
        key("context")
        raw(session.contextText)
    }

    fileprivate mutating func mode(_ mode: RankingMode, _ setting: ModeSetting, _ assignment: Assignment?) {
        member("mode", mode.rawValue)
        member("setting", setting.rawValue)
        key("experiment")
        guard let assignment else { return null() }
        object { json in
            json.member("name", assignment.experiment)
            json.member("arm", assignment.arm)
        }
    }
}

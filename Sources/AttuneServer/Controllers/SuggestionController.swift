import Engine
import Hummingbird
import Ranking

/// `/v1/recommendations/top`, `/similar`, `/explain` and `/sequence`: one ranked answer, why it is so, or an order.
struct SuggestionController: Sendable {
    let engine: Engine
    let clock: EngineClock

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/recommendations/top", use: top)
        router.get("/v1/recommendations/similar", use: similar)
        router.get("/v1/recommendations/explain", use: explain)
        router.post("/v1/recommendations/sequence", use: sequence)
    }

    func top(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let session = query.required("session_id", .session)
        let limit = query.limit()
        let mode = query.optional("mode", Form<RankingMode>.oneOf)
        try query.finish()
        guard let session else { throw Problem.unforeseen }
        return answer(try await engine.top(session, limit: limit, mode: mode))
    }

    func similar(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let sample = query.required("sample_id", .sample)
        let session = query.optional("session_id", .session)
        let limit = query.limit()
        try query.finish()
        guard let sample else { throw Problem.unforeseen }
        return answer(try await engine.similar(to: sample, limit: limit, session: session))
    }

    func explain(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let session = query.required("session_id", .session)
        let sample = query.required("sample_id", .sample)
        try query.finish()
        guard let session, let sample else { throw Problem.unforeseen }
        let (stored, explanation) = try await engine.explain(sample, in: session)
        return Response(json: explanation.encoded(session: stored))
    }

    func sequence(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let wish = try SequenceWish(parsing: await request.json())
        let sequence = try await engine.sequence(
            wish.seeds, count: wish.count, curve: wish.curve, locked: wish.locked, session: wish.session)
        return Response(json: sequence.encoded)
    }

    private func answer(_ set: SuggestionSet) -> Response {
        var set = set
        return Response(json: set.encoded(clock: clock))
    }
}

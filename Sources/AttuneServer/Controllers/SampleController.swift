import Engine
import Foundation
import Hummingbird
import Library
import Music
import Ranking
import Sessions
import Streaming

/// `/v1/samples`: browsing the library and correcting what is known.
struct SampleController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/samples", use: list)
        router.get("/v1/samples/{id}", use: read)
        router.patch("/v1/samples/{id}", use: correct)
    }

    func list(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let query = try SampleQuery(parsing: request.uri.query)
        let page = try await engine.samples(query)
        return Response { json in
            json.object { json in
                json.key("samples")
                json.array(page.samples) { $0.sample($1) }
                json.member("next", page.next.map { query.path(after: $0) })
            }
        }
    }

    func read(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let id = try scope.sampleID()
        guard let sound = try await engine.sample(id) else { throw Problem.unknownSample(id.rawValue) }
        return Response { $0.sound(sound) }
    }

    /// The lists that the correction changes are ranked again before this answers.
    func correct(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let id = try scope.sampleID()
        let correction = try Correction(parsing: await request.json())
        guard let sound = try await engine.correct(id, correction) else { throw Problem.unknownSample(id.rawValue) }
        return Response { $0.sound(sound) }
    }
}

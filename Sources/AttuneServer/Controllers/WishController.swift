import Engine
import Hummingbird
import Music
import Ranking
import Telemetry

/// `/v1/pins` and `/v1/bans`: standing wishes about the library.
struct WishController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.put("/v1/pins/{sample_id}", use: pin)
        router.delete("/v1/pins/{sample_id}", use: unpin)
        router.put("/v1/bans/{scope}/{id}", use: ban)
        router.delete("/v1/bans/{scope}/{id}", use: unban)
    }

    func pin(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try await grant(.pin(scope.sampleID("sample_id")), request)
    }

    func unpin(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try await withdraw(.pin(scope.sampleID("sample_id")), request)
    }

    func ban(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try await grant(banned(scope), request)
    }

    func unban(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try await withdraw(banned(scope), request)
    }

    private func grant(_ wish: Wish, _ request: Request) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        try await engine.grant(wish)
        return Response(status: .noContent)
    }

    private func withdraw(_ wish: Wish, _ request: Request) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        try await engine.withdraw(wish)
        return Response(status: .noContent)
    }

    /// A tag is banned as it is compared: in lower case, with single spaces.
    private func banned(_ scope: RequestScope) throws -> Wish {
        let kind = try scope.value("scope", Form<BanScope>.oneOf)
        let text = try scope.value("id", .text(1...256))
        return .ban(kind, kind == .tag ? Tag(text)?.text ?? text : text)
    }
}

import HTTPTypes
import Hummingbird

/// `/`, the dashboard's files beside it, and `/openapi.yaml`.
struct DocumentController: Sendable {
    private let dashboard: [String: Document]
    private let contract = Document(path: "openapi.yaml", bytes: PackageResources.openapi_yaml)

    init() {
        dashboard = Dictionary(DashboardFiles.documents.map { ($0.path, $0) }) { first, _ in first }
    }

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/", use: page)
        router.get("/openapi.yaml", use: openapi)
        router.get("/dashboard/{file}", use: file)
    }

    func page(_ request: Request, _ scope: RequestScope) throws -> Response {
        try document("index.html", request)
    }

    func openapi(_ request: Request, _ scope: RequestScope) -> Response {
        contract.response(to: request)
    }

    func file(_ request: Request, _ scope: RequestScope) throws -> Response {
        try document(scope.parameters.get("file") ?? "", request)
    }

    private func document(_ name: String, _ request: Request) throws -> Response {
        guard let document = dashboard[name] else { throw Problem.notFound("The dashboard has no such file.") }
        return document.response(to: request)
    }
}

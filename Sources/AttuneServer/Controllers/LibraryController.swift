import Engine
import Hummingbird
import Library
import Ranking
import Streaming

/// `/v1/library`: what is there, and importing more of it.
struct LibraryController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/library", use: read)
        router.post("/v1/library/scan", use: scan)
    }

    func read(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let library = try await engine.library()
        return Response { json in
            json.object { json in
                json.member("sounds", library.summary.sounds)
                json.member("places", library.summary.places)
                json.member("packs", library.summary.packs)
                json.member("with_tempo", library.summary.withTempo)
                json.member("with_key", library.summary.withKey)
                json.member("with_vector", library.summary.withVector)
                json.key("vectors")
                json.object { json in
                    for space in EmbeddingSpace.allCases {
                        json.key(space.rawValue)
                        json.number(library.summary.vectors[space] ?? 0)
                    }
                }
                json.member("duration_s", library.summary.seconds)
                json.member("rows", library.rows)
                json.key("scan")
                if let scan = library.scan { json.scan(scan) } else { json.null() }
                json.key("watch")
                if let following = library.following { json.following(following) } else { json.null() }
            }
        }
    }

    /// 202: the import runs, and tells of itself over the stream's `library` event.
    func scan(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        var fields = FieldReader(try await request.json())
        let folder = fields.required("folder", .absolutePath)
        try fields.finish()
        guard let folder else { throw Problem.unforeseen }
        let state = try engine.startScan(folder: folder)
        return Response(status: .accepted) { $0.scan(state) }
    }
}

extension JSONWriter {
    fileprivate mutating func following(_ state: FollowState) {
        object { json in
            json.key("folders")
            json.array(state.folders) { $0.string($1) }
            json.key("away")
            json.array(state.away) { $0.string($1) }
            json.member("gap", state.gap)
        }
    }
}

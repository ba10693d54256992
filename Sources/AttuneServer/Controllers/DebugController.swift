import Engine
import Hummingbird
import NIOCore
import Streaming

/// `/debug/streams`: every open stream with what it has still to get, for whoever runs the service.
struct DebugController: Sendable {
    let feed: Feed
    let loops: StreamLoops

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/debug/streams", use: streams)
    }

    /// Those with most bytes pending first, then those that are furthest behind.
    func streams(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let limit = query.optional("limit", Form<Int>.integer(1...10_000)) ?? 100
        try query.finish()
        let connections = try await loops.connections()
        let views = feed.views(of: connections.map(\.key))
        let rows = connections.compactMap { connection in
            views[connection.key].map { (connection: connection, view: $0) }
        }
        let sorted = rows.sorted {
            ($0.connection.pendingBytes, $0.view.lagChanges) > ($1.connection.pendingBytes, $1.view.lagChanges)
        }
        return Response { json in
            json.object { json in
                json.member("total", rows.count)
                json.key("streams")
                json.array(sorted.prefix(limit)) { $0.stream($1.connection, $1.view) }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func stream(_ connection: StreamConnection, _ view: StreamView) {
        object { json in
            json.member("caller", view.caller)
            json.member("peer", connection.peer)
            json.key("session_ids")
            json.array(view.sessions ?? ["*"]) { $0.string($1) }
            json.member("format", view.format.rawValue)
            json.member("delta", view.patches)
            json.member("dirty_topics", view.dirtyTopics)
            json.member("lag_changes", Int(clamping: view.lagChanges))
            json.member("lag_ms", Int(view.lag / .milliseconds(1)))
            json.member("bytes_pending", connection.pendingBytes)
            json.member("stalled_ms", Int(connection.stalled.nanoseconds / 1_000_000))
            json.member("ends_in_s", Int(view.endsIn / .seconds(1)))
        }
    }
}

import AttuneTesting
import Foundation
import SSEClient
import Sessions
import Testing

/// The displayed points of a suggestion sum to its displayed score, and the phrases carry the same points.
func expectSum(_ item: JSONValue, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let score = try #require(item["score"].double, sourceLocation: sourceLocation)
    let sum = item["score_components"].members.values.compactMap(\.double).reduce(0, +)
    #expect(abs(sum - score) < 1e-6, sourceLocation: sourceLocation)
    let phrases = item["reasons"].elements.compactMap { $0["points"].double }.reduce(0, +)
    #expect(abs(phrases - score) < 1e-6, sourceLocation: sourceLocation)
}

/// BPM between two tempi after the best of the same, half and double time.
func tempoDistance(_ bpm: Double, _ target: Double) -> Double {
    [1, 0.5, 2].map { abs(bpm * $0 - target) }.min() ?? .infinity
}

func order(of set: JSONValue) -> [String] {
    set["suggestions"].elements.compactMap { $0["sample_id"].text }
}

/// A whole number that `/metrics` gives under a name, labels included.
func metric(_ name: String, of client: AttuneClient) async throws -> Int {
    let line = try await client.http.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return try #require(line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) })
}

/// Two real nodes over one real Redis; the server is the first node's.
func withTwoNodes(
    _ body: (AttuneClient, AttuneClient, RedisServerProcess, LiveServer) async throws -> Void
) async throws {
    let redis = try RedisServerProcess()
    defer { redis.kill() }
    try await FixtureServer.runPair(arguments: ["--redis", redis.url]) { first, second, server in
        try await body(first, second, redis, server)
    }
}

/// One telemetry event about an item of a set, as JSON.
func event(_ id: String, _ kind: String, _ item: JSONValue, _ set: JSONValue, _ session: String) -> JSONValue {
    .object([
        "event_id": .string(id), "event": .string("recommendation.\(kind)"), "set_id": set["set_id"],
        "sample_id": item["sample_id"], "rank": item["rank"], "session_id": .string(session),
        "occurred_at": .string(Date().formatted(.iso8601)),
    ])
}

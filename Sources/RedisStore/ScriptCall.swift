/// One call of a Lua script that the connection has loaded.
struct ScriptCall {
    /// The script itself, and its SHA-1 as Redis named it.
    var text: String
    var digest: String
    var keys: [String]
    var arguments: [String]

    private var operands: [String] { [String(keys.count)] + keys + arguments }
    var byDigest: [String] { ["EVALSHA", digest] + operands }
    var whole: [String] { ["EVAL", text] + operands }
}

extension Double {
    /// Seconds as Redis takes a time to live: whole milliseconds.
    var milliseconds: String { String(Int(self * 1000)) }
}

extension RedisConnection {
    /// Runs script calls in one round trip; those that Redis has forgotten (`SCRIPT FLUSH`) are sent again with their text.
    func run(_ calls: [ScriptCall], within limit: Duration) async throws(RedisError) -> [RedisReply] {
        var replies = try await send(calls.map(\.byDigest), within: limit)
        let forgotten = replies.indices.filter {
            if case .error(let text) = replies[$0] { text.hasPrefix("NOSCRIPT") } else { false }
        }
        guard !forgotten.isEmpty else { return replies }
        let again = try await send(forgotten.map { calls[$0].whole }, within: limit)
        for (place, reply) in zip(forgotten, again) { replies[place] = reply }
        return replies
    }
}

/// Why Redis did not do what was asked.
enum RedisError: Error, Hashable {
    /// No connection came about.
    case unreachable(String)
    /// A connection ended: by the server, the network or us.
    case disconnected(String)
    /// No answer within the limit; the server may be stopped or overloaded.
    case timedOut(milliseconds: Int)
    /// Redis answered with an error.
    case refused(String)
    /// Redis answered with something this command never answers.
    case unexpectedReply(String)
}

extension RedisError: CustomStringConvertible {
    /// What happened and what to do about it.
    var description: String {
        switch self {
        case .unreachable(let reason), .disconnected(let reason): reason
        case .timedOut(let milliseconds): "no answer within \(milliseconds) ms"
        case .unexpectedReply(let reply): "an unexpected reply (\(reply)); is this really Redis 5 or newer?"
        case .refused(let text): Self.advice(for: text).map { "\(text) (\($0))" } ?? text
        }
    }

    private static func advice(for text: String) -> String? {
        let hints = [
            ("WRONGTYPE", "another program wrote a key of another type under our name: delete it"),
            ("OOM", "Redis is at its maxmemory: raise it, or set an eviction policy"),
            ("LOADING", "Redis is still reading its data; this passes by itself"),
            ("NOAUTH", "Redis wants a password: give redis://user:password@host"),
            ("WRONGPASS", "check user name and password in the URL"),
            ("NOPERM", "the Redis user lacks a permission: allow @all on ~attune:*"),
            ("READONLY", "this is a replica: give the address of the primary"),
            ("MISCONF", "Redis cannot write its snapshot: see its log and its disk"),
        ]
        return hints.first { text.contains($0.0) }?.1
    }
}

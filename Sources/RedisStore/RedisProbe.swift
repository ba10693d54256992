/// What a look at a Redis found: for `attune doctor`, which asks once and keeps nothing.
public enum RedisProbe: Hashable, Sendable {
    /// It let us in; its version, or "unknown" when it would not say.
    case answers(version: String)
    /// What happened and, where it is known, what to do about it.
    case fails(String)

    /// Connects, logs in, asks and leaves again, all within `limit`.
    public static func ask(_ endpoint: RedisEndpoint, within limit: Duration) async -> RedisProbe {
        let connection = RedisConnection(to: endpoint)
        defer { connection.close() }
        var commands: [[String]] = []
        if let password = endpoint.password {
            commands.append(["AUTH"] + [endpoint.user, password].compactMap(\.self))
        }
        if endpoint.database != 0 { commands.append(["SELECT", String(endpoint.database)]) }
        commands += [["PING"], ["INFO", "server"]]
        do throws(RedisError) {
            let replies = try await connection.send(commands, within: limit)
            for reply in replies.dropLast() { _ = try reply.checked() }
            let lines = (replies.last?.text ?? "").split(whereSeparator: \.isNewline)
            let version = lines.first { $0.hasPrefix("redis_version:") }?.dropFirst("redis_version:".count)
            return .answers(version: version.map(String.init) ?? "unknown")
        } catch {
            return .fails("\(error)")
        }
    }
}

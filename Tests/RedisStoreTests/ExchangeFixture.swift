import AttuneTesting
import RedisStore

extension RedisSettings {
    /// Limits that a busy machine keeps, and short waits to connect again.
    static var ofExchange: RedisSettings {
        var settings = RedisSettings()
        settings.commandLimit = .seconds(1)
        settings.connectLimit = .seconds(20)
        settings.backoff.first = .milliseconds(5)
        settings.backoff.longest = .milliseconds(50)
        return settings
    }
}

extension RedisServerProcess {
    /// Gives the server a command that harms, or kills it for as long as `body` runs.
    func suffering(_ fault: String, _ body: () async throws -> Void) async throws {
        guard fault != "kill -9" else {
            kill()
            try await body()
            return try start()
        }
        _ = try command(fault.split(separator: " ").map(String.init))
        try await body()
    }
}

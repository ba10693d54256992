import RedisStore

/// Whether the configured Redis answers.
enum RedisCheck {
    static func check(_ url: String) async -> Check {
        do {
            let endpoint = try RedisEndpoint(url: url)
            switch await RedisProbe.ask(endpoint, within: .seconds(2)) {
            case .answers(let version): return Check("Redis", .ok, "\(endpoint) answers, version \(version)")
            case .fails(let reason):
                return Check(
                    "Redis", .fail, "\(endpoint): \(reason)", next: "Check that it runs there: `redis-cli -u URL ping`."
                )
            }
        } catch {
            return Check("Redis", .fail, "\(error)", next: "Correct --redis or ATTUNE_REDIS.")
        }
    }
}

/// What a look at a Redis found: for `attune doctor`, which asks once and keeps nothing.
public enum RedisProbe: Hashable, Sendable {
    /// It let us in.
    case answers(RedisFacts)
    /// What happened and, where it is known, what to do about it.
    case fails(String)

    /// Round trips that are measured, one after the other.
    private static let roundTrips = 31
    /// Not `PING`, which a Redis that cannot write its snapshots refuses.
    private static let question = ["ECHO", "attune"]

    /// Connects, logs in, asks, measures and leaves again, all within `limit`.
    ///
    /// Looking up a host name cannot be cut short, so what comes later than the limit is not waited for.
    public static func ask(_ endpoint: RedisEndpoint, within limit: Duration) async -> RedisProbe {
        let (findings, finder) = AsyncStream.makeStream(of: RedisProbe.self)
        let search = Task { finder.yield(await look(at: endpoint, until: .now + limit)) }
        let alarm = Task {
            try await Task.sleep(for: limit)
            finder.yield(.fails("\(RedisError.timedOut(milliseconds: Int(limit / .milliseconds(1))))"))
        }
        defer {
            search.cancel()
            alarm.cancel()
        }
        for await finding in findings { return finding }
        return .fails("the check was cancelled")
    }

    private static func look(
        at endpoint: RedisEndpoint, until deadline: ContinuousClock.Instant
    ) async -> RedisProbe {
        let connection = RedisConnection(to: endpoint)
        defer { connection.close() }
        let commands = [question, ["INFO"], ["CONFIG", "GET", "save"]]
        do throws(RedisError) {
            let replies = try await connection.logIn(
                to: endpoint, then: commands, within: ContinuousClock.now.duration(to: deadline))
            _ = try replies[0].checked()
            var facts = RedisFacts(info: replies[1].text ?? "")
            for (command, reply) in zip(commands, replies).dropFirst() {
                if case .error(let words) = reply { facts.withheld[command[0]] = words }
            }
            facts.saveRules = replies[2].members?["save"]
            facts.roundTrips = try await measure(connection, until: deadline)
            return .answers(facts)
        } catch {
            return .fails("\(error)")
        }
    }

    /// One round trip after the other; fewer when half of the time that is left is used up.
    private static func measure(
        _ connection: RedisConnection, until deadline: ContinuousClock.Instant
    ) async throws(RedisError) -> [Duration] {
        let clock = ContinuousClock()
        let enough = clock.now + clock.now.duration(to: deadline) / 2
        var times: [Duration] = []
        repeat {
            let started = clock.now
            _ = try await connection.send([question], within: started.duration(to: deadline))
            times.append(started.duration(to: clock.now))
        } while times.count < roundTrips && clock.now < enough
        return times
    }
}

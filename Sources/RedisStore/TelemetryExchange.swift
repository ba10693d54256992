import Foundation
public import Logging
public import Telemetry

/// Brings what each node wrote to its journal to every other, through a stream in Redis.
///
/// A journal keeps what it has yet to tell, and the place up to which it has read, in the transactions that store the events
/// themselves. So an entry is told at least once and taken exactly once, by the ids of its events, whatever fails in
/// between; and every node's journal holds everything, as its reports need. A node reads its own entries too: they are known.
public final class TelemetryExchange: Sendable {
    private let endpoint: RedisEndpoint
    private let settings: RedisSettings
    private let journal: any SharedJournal
    private let take: @Sendable ([JournalEntry], String) async throws -> Void
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let keys: RedisKeys

    private static let page = 64
    /// How long Redis holds a reader's question when there is nothing.
    private static let patience = Duration.seconds(1)

    /// - Parameter take: stores entries of other nodes, together with the place up to which they were read.
    public init(
        _ endpoint: RedisEndpoint, journal: any SharedJournal, settings: RedisSettings = RedisSettings(),
        logger: Logger, clock: any Clock<Duration> = ContinuousClock(),
        take: @escaping @Sendable ([JournalEntry], String) async throws -> Void
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.journal = journal
        self.take = take
        self.logger = logger
        self.clock = clock
        keys = RedisKeys(user: settings.user)
    }

    /// The background service. Ends when the task is cancelled, with a last attempt to tell what this node wrote: it may not
    /// start again.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepTelling() }
            group.addTask { await self.keepReading() }
        }
        await Task {
            guard let connection = try? await connected(nil) else { return }
            try? await tell(on: connection)
            connection.close()
        }.value
    }

    // MARK: Telling

    private func keepTelling() async {
        var connection: RedisConnection?
        defer { connection?.close() }
        for await _ in journal.unsharedBell {
            var failures = 0
            while !Task.isCancelled {
                do {
                    let open = try await connected(connection)
                    connection = open
                    try await tell(on: open)
                    break
                } catch {
                    connection?.close()
                    connection = nil
                    failures += 1
                    await pause(after: failures, error, "the journal was not told to the other nodes yet")
                }
            }
        }
    }

    private func tell(on connection: RedisConnection) async throws {
        while true {
            let waiting = try await journal.unshared(limit: Self.page)
            guard let last = waiting.last else { return }
            let additions = waiting.map {
                ["XADD", keys.telemetry, "MAXLEN", "~", String(settings.telemetryCapacity), "*", "d", $0.json]
            }
            for reply in try await connection.send(additions, within: settings.commandLimit * 20) {
                _ = try reply.checked()
            }
            try await journal.shared(through: last.sequence)
        }
    }

    // MARK: Reading

    private func keepReading() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                let connection = try await connected(nil)
                try await withTaskCancellationHandler {
                    defer { connection.close() }
                    var position = try await journal.takenPosition() ?? "0-0"
                    while !Task.isCancelled {
                        let page = try await read(after: position, on: connection)
                        failures = 0
                        guard let last = page.last else { continue }
                        try await take(page.compactMap(\.entry), last.place)
                        position = last.place
                    }
                } onCancel: {
                    connection.close()
                }
            } catch {
                failures += 1
                await pause(after: failures, error, "the other nodes' journals are not read")
            }
        }
    }

    /// Waits for what comes after a place. An entry that cannot be read is passed over.
    private func read(
        after position: String, on connection: RedisConnection
    ) async throws -> [(place: String, entry: JournalEntry?)] {
        let command = [
            "XREAD", "COUNT", String(Self.page), "BLOCK", String(Int(Self.patience / .milliseconds(1))), "STREAMS",
            keys.telemetry, position,
        ]
        let reply = try await connection.send([command], within: Self.patience + settings.commandLimit * 20)[0]
            .checked()
        guard let stream = reply.list?.first?.list, stream.count == 2 else { return [] }
        return (stream[1].list ?? []).compactMap { item in
            guard let pair = item.list, pair.count == 2, let place = pair[0].text else { return nil }
            let entry = pair[1].members?["d"].flatMap {
                try? JSONDecoder().decode(JournalEntry.self, from: Data($0.utf8))
            }
            if entry == nil {
                logger.error("an entry of another node's journal cannot be read", metadata: ["place": "\(place)"])
            }
            return (place, entry)
        }
    }

    // MARK: The connection

    private func connected(_ connection: RedisConnection?) async throws(RedisError) -> RedisConnection {
        if let connection { return connection }
        let fresh = RedisConnection(to: endpoint)
        do throws(RedisError) {
            _ = try await fresh.logIn(to: endpoint, then: [["PING"]], within: settings.connectLimit)[0].checked()
            return fresh
        } catch {
            fresh.close()
            throw error
        }
    }

    private func pause(after failures: Int, _ error: any Error, _ what: Logger.Message) async {
        guard !Task.isCancelled else { return }
        if failures == 2 { logger.warning(what, metadata: ["redis": "\(endpoint)", "reason": "\(error)"]) }
        try? await clock.sleep(for: settings.backoff.delay(after: failures, chance: Double.random(in: 0...1)))
    }
}

public import Logging

/// Brings what each node stores to every other, through a stream in Redis.
///
/// A side keeps what it has yet to tell, and the place up to which it has read, in the transactions that store the things
/// themselves. So an entry is told at least once, and taking it again changes nothing, whatever fails in between. A node passes over
/// what it told itself, as long as it runs. A reader whose place the stream does not reach back to any more is told so.
public final class StreamExchange: Sendable {
    /// What is exchanged.
    public enum Subject: String, Sendable {
        case telemetry, library
    }

    private let endpoint: RedisEndpoint
    private let settings: RedisSettings
    private let side: any ExchangeSide
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let stream: String
    private let readers: String
    /// This process among the readers.
    private let node = String(UInt64.random(in: .min ... .max), radix: 36)
    private let subject: Subject

    private static let page = 64
    /// How long Redis holds a reader's question when there is nothing.
    private static let patience = Duration.seconds(1)
    /// How long a node that stops goes on telling what it has not told.
    private static let farewell = Duration.seconds(5)
    /// How long a reader may stand still before nobody waits for it.
    private static let readerLimit = Duration.seconds(5)
    private static let readerPoll = Duration.milliseconds(10)

    public init(
        of subject: Subject, through endpoint: RedisEndpoint, side: any ExchangeSide,
        settings: RedisSettings = RedisSettings(), logger: Logger, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.side = side
        self.logger = logger
        self.clock = clock
        self.subject = subject
        stream = RedisKeys(user: settings.user).exchange(subject)
        readers = RedisKeys(user: settings.user).readers(subject)
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
            try? await tell(on: connection, until: .now + Self.farewell)
            _ = try? await connection.send([["HDEL", readers, node]], within: settings.commandLimit)
            connection.close()
        }.value
    }

    // MARK: Telling

    private func keepTelling() async {
        var connection: RedisConnection?
        defer { connection?.close() }
        for await _ in side.bell {
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
                    await pause(after: failures, error, "what this node stored was not told to the others yet")
                }
            }
        }
    }

    private func tell(on connection: RedisConnection, until end: ContinuousClock.Instant? = nil) async throws {
        var lead: [String] = []
        while try await side.tell(Self.page, { lead.append(try await self.add($0, on: connection)) }) {
            if Task.isCancelled { return }
            if let end, ContinuousClock.now > end { return }
            // Much to tell must not come faster than the slowest reads, or Redis forgets it first.
            guard lead.count * Self.page >= settings.exchangeCapacity / 4 else { continue }
            try await waitForReaders(of: lead.removeFirst(), on: connection)
        }
    }

    /// Returns the place of the last.
    private func add(_ entries: [String], on connection: RedisConnection) async throws(RedisError) -> String {
        let additions = entries.map {
            ["XADD", stream, "MAXLEN", "~", String(settings.exchangeCapacity), "*", "n", node, "d", $0]
        }
        var last = ""
        for reply in try await connection.send(additions, within: settings.commandLimit * 20) {
            last = try reply.checked().text ?? ""
        }
        return last
    }

    /// Waits until every node has read up to a place. One that stands still is forgotten until it reads again.
    private func waitForReaders(of place: String, on connection: RedisConnection) async throws {
        var (slow, since): ([String: String], ContinuousClock.Instant) = ([:], .now)
        while !Task.isCancelled {
            let reply = try await connection.send([["HGETALL", readers]], within: settings.commandLimit * 20)[0]
            let behind = (try reply.checked().members ?? [:]).filter { Self.isBefore($0.value, place) }
            guard !behind.isEmpty else { return }
            if behind != slow { (slow, since) = (behind, .now) }
            if ContinuousClock.now - since > Self.readerLimit {
                _ = try await connection.send(
                    [["HDEL", readers] + behind.keys], within: settings.commandLimit * 20)[0].checked()
                return
            }
            try await clock.sleep(for: Self.readerPoll)
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
                    var position = try await side.position()
                    var mourned: String?
                    // Of own entries, since a place was kept; the first is kept at once, or the node would be new for ever.
                    var passedOver = position == nil ? settings.exchangeCapacity : 0
                    while !Task.isCancelled {
                        let (oldest, page) = try await read(after: position, on: connection)
                        failures = 0
                        if Self.isBehind(position, oldest), mourned != position ?? "" {
                            mourned = position ?? ""
                            try await mourn(position, on: connection)
                        }
                        guard let last = page.last else { continue }
                        position = last.place
                        let others = page.compactMap(\.entry)
                        passedOver += page.count - others.count
                        // A place among own entries is kept now and then: near enough to be in the stream when this node is back.
                        if others.isEmpty, passedOver < settings.exchangeCapacity / 10 { continue }
                        passedOver = 0
                        if let answer = try await side.answer(to: others) {
                            _ = try await add([answer], on: connection)
                        }
                        try await side.take(others, through: last.place)
                    }
                } onCancel: {
                    connection.close()
                }
            } catch {
                failures += 1
                await pause(after: failures, error, "what the other nodes stored is not read")
            }
        }
    }

    /// Whether the stream has lost entries behind a place: a stream that reaches back holds the entry of the place itself.
    private static func isBehind(_ position: String?, _ oldest: String?) -> Bool {
        guard let position, let oldest else { return true }
        return isBefore(position, oldest)
    }

    private static func isBefore(_ place: String, _ other: String) -> Bool {
        guard let place = parts(of: place), let other = parts(of: other) else { return true }
        return place < other
    }

    /// Milliseconds and number of an entry's id.
    private static func parts(of place: String) -> (UInt64, UInt64)? {
        let parts = place.split(separator: "-").compactMap { UInt64($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    private func mourn(_ position: String?, on connection: RedisConnection) async throws {
        if let position {
            logger.warning(
                "entries of the other nodes are gone that this one has not read",
                metadata: ["subject": "\(subject)", "after": "\(position)"])
        }
        if let question = try await side.lose(isNew: position == nil) { _ = try await add([question], on: connection) }
    }

    /// The oldest entry's place, and what comes after a place, waited for; own entries only by their places.
    private func read(
        after position: String?, on connection: RedisConnection
    ) async throws -> (oldest: String?, page: [(place: String, entry: String?)]) {
        let commands = [
            ["HSET", readers, node, position ?? "0-0"],
            ["XRANGE", stream, "-", "+", "COUNT", "1"],
            [
                "XREAD", "COUNT", String(Self.page), "BLOCK", String(Int(Self.patience / .milliseconds(1))), "STREAMS",
                stream, position ?? "0-0",
            ],
        ]
        let replies = try await connection.send(commands, within: Self.patience + settings.commandLimit * 20)
        _ = try replies[0].checked()
        let oldest = try replies[1].checked().list?.first?.list?.first?.text
        guard let found = try replies[2].checked().list?.first?.list, found.count == 2 else { return (oldest, []) }
        let page = (found[1].list ?? []).compactMap { item -> (String, String?)? in
            guard let pair = item.list, pair.count == 2, let place = pair[0].text else { return nil }
            let fields = pair[1].members ?? [:]
            return (place, fields["n"] == node ? nil : fields["d"] ?? "")
        }
        return (oldest, page)
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
        if failures == 2 {
            logger.warning(
                what, metadata: ["subject": "\(subject)", "redis": "\(endpoint)", "reason": "\(error)"])
        }
        try? await clock.sleep(for: settings.backoff.delay(after: failures, chance: Double.random(in: 0...1)))
    }
}

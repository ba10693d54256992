import AttuneTesting
import Catalog
import Foundation
import Logging
import Ranking
import RedisStore
import Synchronization
import Telemetry
import Testing

/// A node's journal with its part in the exchange.
private final class Journal: Sendable {
    let catalog: Catalog
    private let server: RedisServerProcess
    private let folder: URL
    /// The ids that others told of and that were new, in order.
    private let heard = Mutex<[String]>([])
    private let waiting = Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>)?>(nil)

    init(_ server: RedisServerProcess) throws {
        self.server = server
        folder = try FixtureServer.temporaryFolder()
        catalog = try Catalog(folder: folder.path, isShared: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func run() async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let side = JournalSide(catalog, logger: logger) { entries, position in
            self.hear(try await self.catalog.take(entries, through: position).acceptedIDs)
        }
        let exchange = StreamExchange(
            of: .telemetry, through: try RedisEndpoint(url: server.url), side: side, settings: .ofExchange,
            logger: logger)
        await exchange.run()
    }

    func write(_ numbers: Range<Int>, by node: String) async throws {
        for number in numbers {
            _ = try await catalog.append([
                TelemetryEvent(
                    eventID: "\(node)\(number)", kind: .accept, setID: "set", sample: SampleID("a"), rank: 1,
                    session: "s".session, occurredAt: .ofDay(), receivedAt: .ofDay())
            ])
        }
    }

    private func hear(_ ids: [String]) {
        let count = heard.withLock { heard in
            heard += ids
            return heard.count
        }
        let waiter = waiting.withLock { waiting in
            guard let due = waiting, due.count <= count else { return nil as CheckedContinuation<Void, Never>? }
            waiting = nil
            return due.waiter
        }
        waiter?.resume()
    }

    /// Waits until this many events of others have come; the suite's time limit ends a wait for nothing.
    func hearing(_ count: Int) async -> [String] {
        await withCheckedContinuation { waiter in
            waiting.withLock { $0 = (count, waiter) }
            hear([])
        }
        return heard.withLock { $0 }
    }
}

private func serving(_ journals: Journal..., body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for journal in journals { group.addTask { try await journal.run() } }
        try await body()
        group.cancelAll()
    }
}

private func ids(_ node: String, _ numbers: Range<Int>) -> [String] { numbers.map { "\(node)\($0)" } }

@Suite("Telemetry of every node through Redis", .timeLimit(.minutes(3))) struct TelemetryExchangeTests {
    @Test("what one node wrote is in every journal, once and in order, and in that of a node that comes later")
    func everywhere() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Journal(server), try Journal(server))
        try await serving(one, other) {
            try await one.write(0..<20, by: "one")
            #expect(await other.hearing(20) == ids("one", 0..<20))
            try await other.write(0..<5, by: "other")
            #expect(await one.hearing(5) == ids("other", 0..<5))
            let late = try Journal(server)
            try await serving(late) { #expect(await late.hearing(25).count == 25) }
        }
        #expect(try await one.catalog.unshared(limit: 1).isEmpty)
    }

    @Test(
        "what is written while Redis is away, or while its connections are cut, is told afterwards, once",
        arguments: ["kill -9", "CLIENT KILL TYPE normal", "CLIENT PAUSE 300", "FLUSHALL"])
    func through(fault: String) async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Journal(server), try Journal(server))
        try await serving(one, other) {
            try await one.write(0..<5, by: "one")
            #expect(await other.hearing(5) == ids("one", 0..<5))
            try await server.suffering(fault) { try await one.write(5..<15, by: "one") }
            #expect(await other.hearing(15) == ids("one", 0..<15))
        }
    }

    @Test("an entry that was told and not marked so is told again, and taken once")
    func again() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Journal(server), try Journal(server))
        try await one.write(0..<3, by: "one")
        for entry in try await one.catalog.unshared(limit: 10) {
            _ = try server.command("XADD", "attune:{local}:telemetry", "*", "d", entry.json)
        }
        _ = try server.command("XADD", "attune:{local}:telemetry", "*", "d", "{broken")
        try await serving(one, other) {
            try await one.write(3..<4, by: "one")
            #expect(await other.hearing(4) == ids("one", 0..<4))
        }
    }

    @Test("a node that stops tells first what it has not told")
    func stopping() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Journal(server), try Journal(server))
        try await one.write(0..<3, by: "one")
        let stopped = Task { try await one.run() }
        stopped.cancel()
        try await stopped.value
        try await serving(other) { #expect(await other.hearing(3) == ids("one", 0..<3)) }
    }
}

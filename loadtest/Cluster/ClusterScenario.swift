import NIOCore
import SSEClient
import Synchronization

/// Posts and watches at random nodes while nodes die and come.
struct ClusterScenario: Sendable {
    let program: String
    let dataDir: String
    let nodes: Int
    let sessions: Int
    let watchers: Int
    let rate: Double
    let seconds: Double
    let patience: Double
    let disturbs: Bool
    func run() async throws -> ClusterReport {
        let site = try ClusterSite(program: program, dataDir: dataDir, seed: 1)
        for _ in 0..<nodes { try site.add() }
        let ledger = ClusterLedger(sessions: sessions, watchers: watchers)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for watcher in 0..<(sessions * watchers) {
                group.addTask { try await watch(watcher, at: site, ledger) }
            }
            // A failure below must not wait for streams that never end.
            defer { site.stop() }
            let opened = ContinuousClock.now + .seconds(patience)
            while !ledger.allWatch {
                guard ContinuousClock.now < opened else {
                    throw ScenarioError.unreachable(
                        authority: "127.0.0.1", reason: "not every watcher got a first list")
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            let before = disturbs ? nil : try site.processorSeconds()
            let posting = try await post(to: site, ledger)
            let after = disturbs ? nil : try site.processorSeconds()
            let deadline = ContinuousClock.now + .seconds(patience)
            while ledger.behind > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            group.cancelAll()
            site.stop()
            var report = ledger.report()
            report.nodes = nodes
            report.seconds = posting / .seconds(1)
            if let before, let after {
                report.nodeMicrosecondsPerUpdate = (after.nodes - before.nodes) / Double(max(report.accepted, 1)) * 1e6
                report.redisMicrosecondsPerUpdate = (after.redis - before.redis) / Double(max(report.accepted, 1)) * 1e6
            }
            return report
        }
    }

    /// One watcher: follows its session at some node, and goes to another when that one is lost.
    private func watch(_ number: Int, at site: ClusterSite, _ ledger: ClusterLedger) async throws {
        let session = number / watchers
        var cursor: String?
        while !Task.isCancelled {
            do {
                let stream = try await SSEConnection.open(
                    port: site.anyPort(), path: "/v1/recommendations/stream?session_id=cluster-\(session)",
                    lastEventID: cursor)
                for try await event in stream {
                    if !event.id.isEmpty { cursor = event.id }
                    if event.event == "reset" { ledger.countReset() }
                    guard event.event == "suggestions", let revision = RevisionScanner.revision(in: event.bytes) else {
                        continue
                    }
                    ledger.saw(revision, number, at: event.receivedAt)
                }
            } catch is SSEClientError {
                if Task.isCancelled { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            if !Task.isCancelled { ledger.countReconnect() }
        }
    }

    /// Posts at the rate, by a schedule that does not wait for answers, as long as no more posts than sessions are under way, each
    /// on a connection of its own: what is late by that counts as late. Disturbs the nodes meanwhile.
    private func post(to site: ClusterSite, _ ledger: ClusterLedger) async throws -> Duration {
        let clock = ContinuousClock()
        let (start, begun) = (clock.now, NIODeadline.now())
        let count = Int(rate * seconds)
        let bridges = ClusterBridges(sessions: sessions)
        let turns = Turns()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<sessions {
                group.addTask {
                    while let number = turns.next(below: count) {
                        let offset = Double(number) / rate
                        let due = start + .seconds(offset)
                        if due > clock.now { try await clock.sleep(until: due) }
                        if disturbs, number == count / 3 { site.killOne() }
                        if disturbs, number == count * 2 / 3 { try site.add() }
                        let session = number % sessions
                        let intended = begun + .nanoseconds(Int64(offset * 1e9))
                        guard let revision = await accepted(bridges.next(session), by: site, bridges) else {
                            ledger.countLostPost()
                            continue
                        }
                        ledger.accepted(revision, session, intended: intended)
                    }
                }
            }
            try await group.waitForAll()
        }
        return clock.now - start
    }

    /// A bridge whose node has died posts again, to another.
    private func accepted(_ body: ByteBuffer, by site: ClusterSite, _ bridges: ClusterBridges) async -> Int? {
        for _ in 0..<5 {
            if let revision = await bridges.post(body, to: site.anyPort()) { return revision }
        }
        return nil
    }
}

/// Numbers from 0 on, each taken once.
private final class Turns: Sendable {
    private let taken = Atomic<Int>(0)

    func next(below count: Int) -> Int? {
        let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }
}

/// The bridges' contexts and kept-alive connections.
final class ClusterBridges: Sendable {
    private let walks: Mutex<[ContextWalk]>
    private let connections = Mutex<[Int: HTTPExchange]>([:])

    init(sessions: Int) {
        walks = Mutex((0..<sessions).map { ContextWalk(session: "cluster-\($0)", seed: UInt64($0)) })
    }

    func next(_ session: Int) -> ByteBuffer { walks.withLock { $0[session].next() } }

    /// The accepted revision, or `nil` when the node did not accept.
    func post(_ body: ByteBuffer, to port: Int) async -> Int? {
        let connection = connections.withLock { connections in
            if let known = connections[port] { return known }
            let made = HTTPExchange(port: port, timeout: .seconds(5))
            connections[port] = made
            return made
        }
        guard let answer = try? await connection.post("/v1/recommendations/context", json: String(buffer: body)),
            answer.status == 202
        else { return nil }
        return RevisionScanner.revision(in: ByteBuffer(string: answer.text))
    }
}

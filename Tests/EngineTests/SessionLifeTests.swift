import AttuneTesting
import Engine
import Logging
import NIOCore
import Ranking
import Sessions
import Streaming
import Synchronization
import Telemetry
import Testing

/// What the engine knows of a session from its first mention to its end. The stores are in memory, the library is empty.
@Suite(.timeLimit(.minutes(1)))
struct SessionLifeTests {
    private let saved = InMemorySavedContexts()
    private let journal = InMemoryJournal()
    private static let now = UnixTime(1_800_000_000)

    private func open(_ feed: Feed) async throws -> Engine {
        let ticks = Ticks()
        return try await Engine.open(
            EngineParts(
                contexts: InMemoryContextStore(), saved: saved, library: InMemoryLibraryStore(), journal: journal,
                wishes: journal, experiments: journal, feed: feed,
                clock: EngineClock(now: { Self.now }, nanoseconds: { ticks.next() }, random: { ticks.next() }),
                logger: Logger(label: "test")),
            workers: 2)
    }

    private func feed() throws -> Feed { Feed(epoch: try #require(Epoch("abcdefgh")), capacity: 64) }

    private func update(_ session: String, key: String? = nil) throws -> ContextUpdate {
        var patch = ContextPatch()
        patch.bpm = .set(120)
        return ContextUpdate(
            session: try #require(SessionID(session)), patch: patch, idempotencyKey: key, receivedAt: Self.now)
    }

    private func skip(_ session: String) throws -> TelemetryEvent {
        TelemetryEvent(
            eventID: "event-\(session)", kind: .skip, setID: "set", sample: SampleID("sample"), rank: 1,
            session: try #require(SessionID(session)), occurredAt: Self.now, receivedAt: Self.now)
    }

    private func liveSessions(_ engine: Engine) async -> Double? {
        await engine.metrics().first { $0.name == "attune_live_sessions" }?.samples.first?.value
    }

    @Test("a retry of what the disk refused is acknowledged only when it is on disk")
    func retryAfterRefusal() async throws {
        let engine = try await open(feed())
        saved.fail(with: DiskFull())
        await #expect(throws: EngineError.self) { _ = try await engine.update(update("song", key: "k")) }
        await #expect(throws: EngineError.self) { _ = try await engine.update(update("song", key: "k")) }
        saved.fail(with: nil)
        #expect(try await engine.update(update("song", key: "k")).session.revision == 1)
        #expect(try await saved.savedSessions().map(\.revision) == [1])
    }

    @Test("after a restart a stream of every session opens with the ones that were saved")
    func everySessionAfterRestart() async throws {
        _ = try await open(feed()).update(update("song"))
        let feed = try feed()
        let engine = try await open(feed)
        _ = try await engine.watch(StreamOptions(sessions: .all))
        #expect(feed.newest(.context("song")) != nil)
        #expect(feed.newest(.suggestions("song")) != nil)
    }

    @Test("a session that begins while a stream of every session is open is ranked and shown")
    func laterSession() async throws {
        let feed = try feed()
        let engine = try await open(feed)
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.run() }
            guard case .subscription(let all) = try await engine.watch(StreamOptions(sessions: .all)) else {
                Issue.record("no stream")
                return
            }
            _ = await all.next()
            _ = try await engine.update(update("later"))
            while feed.newest(.suggestions("later")) == nil { await Task.yield() }
            group.cancelAll()
        }
    }

    @Test("telemetry does not bring back a session that was ended")
    func lastWords() async throws {
        let engine = try await open(feed())
        _ = try await engine.update(update("song"))
        #expect(try await engine.end(#require(SessionID("song"))))
        _ = try await engine.record([skip("song")])
        #expect(await liveSessions(engine) == 0)
    }

    @Test("sessions known from telemetry alone are forgotten, also while a stream of every session is open")
    func strangers() async throws {
        let engine = try await open(feed())
        _ = try await engine.update(update("song"))
        guard case .subscription(let all) = try await engine.watch(StreamOptions(sessions: .all)),
            case .subscription(let one) = try await engine.watch(StreamOptions(sessions: .only(["watched"])))
        else {
            Issue.record("no stream")
            return
        }
        _ = try await engine.record([skip("stranger"), skip("watched")])
        #expect(await liveSessions(engine) == 3)
        engine.forgetStrangers()
        #expect(await liveSessions(engine) == 2)
        all.cancel()
        one.cancel()
    }

    @Test("ending a session twice, or one that never was, ends its stream once")
    func endedTwice() async throws {
        let engine = try await open(feed())
        guard case .subscription(let stream) = try await engine.watch(StreamOptions(sessions: .only(["song"]))) else {
            Issue.record("no stream")
            return
        }
        _ = await stream.next()
        for _ in 0..<2 { #expect(try await engine.end(#require(SessionID("song"))) == false) }
        let farewell = try #require(await stream.next())
        #expect(String(buffer: farewell).contains("session_ended"))
        #expect(await stream.next() == nil)
        guard case .ended = try await engine.watch(StreamOptions(sessions: .only(["song"]))) else {
            Issue.record("an ended session is watched again")
            return
        }
    }

    @Test("a forced mode is told with who decides")
    func setting() async throws {
        let engine = try await open(feed())
        guard case .subscription(let stream) = try await engine.watch(StreamOptions(sessions: .only(["song"]))) else {
            Issue.record("no stream")
            return
        }
        _ = await stream.next()
        try await engine.setMode(.rules, for: #require(SessionID("song")))
        let told = String(buffer: try #require(await stream.next()))
        #expect(told.contains(#""mode":"rules","setting":"rules""#))
        stream.cancel()
    }

    @Test("an update that meets a stream just opening is always shown")
    func updateMeetsOpening() async throws {
        let feed = try feed()
        let engine = try await open(feed)
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.run() }
            for number in 0..<300 {
                let name = "song-\(number)"
                async let opening = engine.watch(StreamOptions(sessions: .only([name])))
                _ = try await engine.update(update(name))
                guard case .subscription(let stream) = try await opening else { continue }
                while revision(of: name, on: feed) != 1 { await Task.yield() }
                stream.cancel()
            }
            group.cancelAll()
        }
    }

    private func revision(of session: String, on feed: Feed) -> Int? {
        feed.newest(.suggestions(session)).flatMap { try? JSONValue(jsonText: String(buffer: $0)) }?["revision"].int
    }
}

/// A disk without room.
private struct DiskFull: Error {}

/// Numbers that only grow.
private final class Ticks: Sendable {
    private let count = Atomic<UInt64>(0)

    func next() -> UInt64 { count.add(1, ordering: .relaxed).newValue }
}

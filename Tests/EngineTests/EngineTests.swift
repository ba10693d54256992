import AttuneTesting
import Engine
import Library
import Logging
import Music
import NIOCore
import Ranking
import Sessions
import Streaming
import Synchronization
import Telemetry
import Testing

/// The path of a change, from its arrival to what is on the stream and on disk. The stores are in memory.
@Suite(.timeLimit(.minutes(1)))
struct EngineTests {
    private let saved = InMemorySavedContexts()
    private let journal = InMemoryJournal()
    private let library = InMemoryLibraryStore()
    private let feed: Feed
    private static let now = UnixTime(1_800_000_000)

    init() throws { feed = Feed(epoch: try #require(Epoch("abcdefgh")), capacity: 64) }

    private func open(samples: Int = 12) async throws -> Engine {
        let files = (0..<samples).map { number in
            let id = SampleID("sample-\(number)")
            var facts = SampleFacts(id: id, name: "loop-\(number).wav", pack: "pack-\(number)")
            facts.tempo = Fact(Double(100 + number * 4), confidence: 0.95, source: .name)
            facts.addedAt = Self.now
            return ImportedFile(
                place: Place(
                    path: "/\(number).wav", stamp: FileStamp(size: 1, modifiedNanoseconds: Int64(number)), sample: id),
                sound: Sound(facts: facts, vector: [], sampleRate: 44_100, channels: 1, frames: 1))
        }
        _ = try await library.save(files)
        let counter = Ticker()
        return try await Engine.open(
            EngineParts(
                contexts: InMemoryContextStore(), saved: saved, library: library, journal: journal, wishes: journal,
                experiments: journal, feed: feed,
                clock: EngineClock(now: { Self.now }, nanoseconds: { counter.next() }, random: { counter.next() }),
                logger: Logger(label: "test")),
            workers: 1)
    }

    private func update(_ text: String, key: String? = nil) throws -> ContextUpdate {
        let id = try #require(SessionID("song"))
        return ContextUpdate(
            session: id, patch: try ContextPatch(parsing: JSONValue(jsonText: text), path: "context"),
            idempotencyKey: key, receivedAt: Self.now)
    }

    private var newest: JSONValue {
        guard let data = feed.newest(.suggestions("song")) else { return .null }
        return (try? JSONValue(jsonText: String(buffer: data))) ?? .null
    }

    @Test("the opening of a stream holds the list of the newest context")
    func opening() async throws {
        let engine = try await open()
        _ = try await engine.update(update(#"{"bpm": 142}"#))
        #expect(newest.isNull)
        _ = try await engine.watch(StreamOptions(sessions: .only(["song"])))
        #expect(newest["revision"].int == 1)
        #expect(newest["suggestions"].elements.prefix(2).map { $0["bpm"].double } == [140, 144])
    }

    @Test("what the disk refuses is not acknowledged, and readiness says why until it accepts again")
    func refusedByDisk() async throws {
        let engine = try await open()
        saved.fail(with: DiskFull())
        await #expect(throws: EngineError.self) { _ = try await engine.update(update(#"{"bpm": 104}"#)) }
        #expect(engine.readiness().checks.contains { $0.name == "disk" && $0.state == .degraded })
        saved.fail(with: nil)
        _ = try await engine.update(update(#"{"bpm": 105}"#))
        #expect(engine.readiness().checks.allSatisfy { $0.state == .ok })
    }

    @Test("an idempotency key that was seen changes nothing")
    func replay() async throws {
        let engine = try await open()
        let first = try await engine.update(update(#"{"bpm": 104}"#, key: "k"))
        let again = try await engine.update(update(#"{"bpm": 108}"#, key: "k"))
        #expect(again.session == first.session)
        #expect(again.cursor == first.cursor)
    }

    @Test("an impression is written for a set that was watched, once, and for none that was not")
    func impressions() async throws {
        let engine = try await open()
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.run() }
            _ = try await engine.update(update(#"{"bpm": 104}"#))
            _ = try await engine.watch(StreamOptions(sessions: .only(["song"])))
            _ = try await engine.watch(StreamOptions(sessions: .only(["song"])))
            while journal.impressions.isEmpty { await Task.yield() }
            group.cancelAll()
        }
        #expect(journal.impressions.map(\.setID) == [newest["set_id"].text])
    }

    @Test("a telemetry batch that is not durable teaches nothing")
    func nothingLearntFromNothing() async throws {
        let engine = try await open()
        let before = try await engine.top(#require(SessionID("song")), limit: 5, mode: nil)
        journal.fail(with: DiskFull())
        let event = TelemetryEvent(
            eventID: "e", kind: .accept, setID: before.id, sample: SampleID("sample-9"), rank: 1,
            session: try #require(SessionID("song")), occurredAt: Self.now, receivedAt: Self.now)
        await #expect(throws: EngineError.self) { _ = try await engine.record([event]) }
        let after = try await engine.top(#require(SessionID("song")), limit: 5, mode: nil)
        #expect(after.list.suggestions.map(\.sample.id) == before.list.suggestions.map(\.sample.id))
    }

    @Test("a ban of an unknown sample is refused, of a pack not yet imported kept")
    func bans() async throws {
        let engine = try await open()
        await #expect(throws: EngineError.unknownSample(SampleID("nobody"))) {
            try await engine.grant(.ban(.sample, "nobody"))
        }
        try await engine.grant(.ban(.pack, "pack-0"))
        let set = try await engine.top(#require(SessionID("song")), limit: 50, mode: nil)
        #expect(set.list.suggestions.count == 11)
        try await engine.withdraw(.ban(.pack, "pack-0"))
        let all = try await engine.top(#require(SessionID("song")), limit: 50, mode: nil)
        #expect(all.list.suggestions.count == 12)
    }

    @Test("taking an experiment away moves its sessions to the default mode and tells them")
    func experimentEnds() async throws {
        let engine = try await open()
        let receipt = try await engine.update(update(#"{"bpm": 104}"#))
        #expect(receipt.assignment != nil)
        let before = feed.head
        var experiment = Experiment.fusionVersusRules
        experiment.enabled = false
        try await engine.put(experiment)
        let view = try await engine.session(#require(SessionID("song")))
        #expect(view?.assignment == nil)
        #expect(view?.mode == .fusion)
        #expect(feed.head.sequence > before.sequence)
    }

    @Test("an undo takes back what an accept or a skip taught, for this run and the next")
    func undo() async throws {
        let engine = try await open()
        let song = try #require(SessionID("song"))
        func event(_ id: String, _ kind: TelemetryKind, _ sample: String) -> TelemetryEvent {
            TelemetryEvent(
                eventID: id, kind: kind, setID: "set", sample: SampleID(sample), rank: 1, session: song,
                occurredAt: Self.now, receivedAt: Self.now)
        }
        func list(_ engine: Engine) async throws -> [Double] {
            try await engine.top(song, limit: 12, mode: .fusion).list.suggestions.map(\.score)
        }
        _ = try await engine.update(update(#"{"bpm": 120}"#))
        let before = try await list(engine)
        _ = try await engine.record([event("1", .accept, "sample-5"), event("2", .skip, "sample-6")])
        #expect(try await list(engine) != before)
        _ = try await engine.record([event("3", .undo, "sample-5"), event("4", .undo, "sample-6")])
        #expect(try await list(engine) == before)
        _ = try await engine.record([event("5", .undo, "sample-5")])
        #expect(try await list(engine) == before)
        #expect(try await list(try await open()) == before)
    }

    @Test("a restart brings sessions, taste and wishes back")
    func restart() async throws {
        let first = try await open()
        _ = try await first.update(update(#"{"bpm": 104}"#))
        try await first.grant(.pin(SampleID("sample-7")))
        let second = try await open()
        let id = try #require(SessionID("song"))
        #expect(try await second.session(id)?.session.context.bpm == 104)
        #expect(try await second.top(id, limit: 5, mode: nil).list.suggestions.first?.sample.id == SampleID("sample-7"))
    }
}

/// A disk without room.
private struct DiskFull: Error {}

/// Numbers that only grow.
private final class Ticker: Sendable {
    private let count = Atomic<UInt64>(0)

    func next() -> UInt64 { count.add(1, ordering: .relaxed).newValue }
}

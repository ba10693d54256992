import AttuneTesting
import Engine
import Foundation
import Library
import Logging
import Music
import NIOCore
import Ranking
import Sessions
import Streaming
import Telemetry
import Testing

/// The server's own weights: read at the start, read again, refused whole. A real file; the stores are in memory.
@Suite(.timeLimit(.minutes(1)))
struct RankingConfigurationTests {
    private let journal = InMemoryJournal()
    private let library = InMemoryLibraryStore()
    private let feed: Feed
    private let path = FileManager.default.temporaryDirectory.appending(path: "ranking-\(UUID()).json").path
    private let song: SessionID
    private static let now = UnixTime(1_800_000_000)

    init() throws {
        feed = Feed(epoch: try #require(Epoch("abcdefgh")), capacity: 64)
        song = try #require(SessionID("song"))
    }

    /// A library of one slow loop in the session's key and one in its tempo without one.
    private func open(named: Bool = true) async throws -> Engine {
        func file(_ name: String, bpm: Double, key: Int?) -> ImportedFile {
            let id = SampleID(name)
            var facts = SampleFacts(id: id, name: name + ".wav", pack: name, durationSeconds: bpm)
            facts.tempo = Fact(bpm, confidence: 1, source: .name)
            facts.key = key.flatMap { Key(index: $0) }.map { Fact($0, confidence: 1, source: .name) }
            facts.addedAt = Self.now
            return ImportedFile(
                place: Place(
                    path: "/\(name)", stamp: FileStamp(size: 1, modifiedNanoseconds: Int64(bpm)), sample: id),
                sound: Sound(facts: facts, vector: [], sampleRate: 44_100, channels: 1, frames: 1))
        }
        _ = try await library.save([file("tempo", bpm: 120, key: nil), file("key", bpm: 124.8, key: 21)])
        return try await Engine.open(
            EngineParts(
                contexts: InMemoryContextStore(), saved: InMemorySavedContexts(), library: library, journal: journal,
                wishes: journal, experiments: journal, feed: feed,
                clock: EngineClock(now: { Self.now }, nanoseconds: { 1 }, random: { 1 }),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                rankingFile: RankingFile(path: path, isNamed: named)),
            workers: 1)
    }

    private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    private func wish(_ context: String, _ engine: Engine) async throws {
        let patch = try ContextPatch(parsing: JSONValue(jsonText: context), path: "")
        _ = try await engine.update(ContextUpdate(session: song, patch: patch, receivedAt: Self.now))
    }

    private func first(_ engine: Engine) async throws -> String? {
        try await engine.top(song, limit: 2, mode: nil).list.suggestions.first?.sample.id.rawValue
    }

    private func check(_ engine: Engine) throws -> Readiness.Check {
        try #require(engine.readiness().checks.first { $0.name == "ranking" })
    }

    @Test("the server's weights order the list, a session's own win over them, and a reload ranks what is watched")
    func reload() async throws {
        try write(#"{"weights": {"key": 0}}"#)
        let engine = try await open()
        try await wish(#"{"bpm": 120, "key": "A minor"}"#, engine)
        #expect(try await first(engine) == "tempo")
        let outcome = try await engine.watch(StreamOptions(sessions: .only(["song"])))
        guard case .subscription = outcome else {
            Issue.record("\(outcome)")
            return
        }
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.run() }
            let before = feed.newest(.suggestions("song"))
            try write(#"{"weights": {"key": 2}}"#)
            #expect(engine.reloadRanking())
            while feed.newest(.suggestions("song")) == before { await Task.yield() }
            group.cancelAll()
        }
        let shown = try #require(feed.newest(.suggestions("song")))
        let set = try JSONValue(jsonText: String(buffer: shown))
        #expect(set["suggestions"][0]["sample_id"].text == "key")
        #expect(set["weights"]["key"].double == 2 && set["weights"]["tempo"].double == 0.15)
        #expect(set["context"]["preferences"].isNull)
        try await wish(#"{"preferences": {"weights": {"key": 0.01}}}"#, engine)
        #expect(try await first(engine) == "tempo")
    }

    @Test("a running service notices a changed file by itself")
    func noticed() async throws {
        try write("{}")
        let engine = try await open()
        try await wish(#"{"bpm": 120, "key": "A minor"}"#, engine)
        try await withThrowingTaskGroup { group in
            group.addTask { try await engine.run() }
            try write(#"{"weights": {"key": 2}}"#)
            while try await first(engine) != "key" { await Task.yield() }
            group.cancelAll()
        }
    }

    @Test(
        "a wrong file is refused whole: what was read before holds on, and readiness says why until it is right",
        arguments: [
            (#"{"weights": {"tempo": 1, "key": 7}}"#, "weights.key"), (#"{"weights": {"key": -1}}"#, "weights.key"),
            (#"{"weights": {"key": NaN}}"#, "not JSON"), (#"{"wieghts": {}}"#, "wieghts"), ("", "not JSON"),
            ("[]", "object"),
        ])
    func refused(text: String, said: String) async throws {
        try write(#"{"weights": {"key": 2}}"#)
        let engine = try await open()
        try await wish(#"{"bpm": 120, "key": "A minor"}"#, engine)
        try write(text)
        #expect(!engine.reloadRanking())
        let check = try check(engine)
        #expect(check.state == .degraded && check.detail.contains(said) && check.detail.contains(path))
        #expect(engine.readiness().isReady)
        let set = try await engine.top(song, limit: 2, mode: nil)
        #expect(set.list.weights[.key] == 2 && set.list.weights[.tempo] == 0.15)
        try write(#"{"weights": {"key": 1}}"#)
        #expect(engine.reloadRanking())
        #expect(try self.check(engine).state == .ok)
        #expect(try await engine.top(song, limit: 2, mode: nil).list.weights[.key] == 1)
    }

    @Test("at the start a wrong file, or a named one that is not there, is an error; an unnamed one need not be there")
    func start() async throws {
        await #expect(throws: RankingFileError.unreadable(path, "there is no such file")) { _ = try await open() }
        let engine = try await open(named: false)
        #expect(try check(engine).detail == "the built-in weights")
        try write(#"{"weights": {"key": 3}}"#)
        let error = await #expect(throws: RankingFileError.self) { _ = try await open(named: false) }
        #expect(error?.description.contains("weights.key") == true)
    }

    @Test("an arm's weights count in that arm alone, and changing them ranks its sessions again")
    func arms() async throws {
        try write(#"{"weights": {"key": 0}}"#)
        let engine = try await open()
        try await wish(#"{"bpm": 120, "key": "A minor"}"#, engine)
        func put(_ weights: [Component: Double]) async throws {
            try await engine.put(
                Experiment(
                    name: "fusion-vs-rules", salt: "s", enabled: true, traffic: 1,
                    arms: [.init(name: "one", mode: .fusion, weight: 1, weights: weights)]))
        }
        try await put([.key: 2])
        #expect(try await first(engine) == "key")
        let other = try await engine.top(song, limit: 2, mode: .rules)
        #expect(other.assignment == nil && other.list.weights[.key] == 0)
        try await put([:])
        #expect(try await first(engine) == "tempo")
    }
}

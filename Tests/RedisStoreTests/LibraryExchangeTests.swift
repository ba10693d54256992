import AttuneTesting
import Catalog
import Foundation
import Library
import Logging
import Music
import Ranking
import RedisStore
import Synchronization
import Testing

/// A node's replica of the library with its part in the exchange.
private final class Replica: SharedLibrary {
    let catalog: Catalog
    private let server: RedisServerProcess
    private let folder: URL
    private let before: Replica?
    /// Said whenever something was taken.
    private let (takings, taken) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// Whether it fails, once, just after it has taken something.
    let stumbles = Atomic(false)

    /// - Parameter stopped: the node that this one was before it was started again.
    init(_ server: RedisServerProcess, after stopped: Replica? = nil) throws {
        self.server = server
        before = stopped
        folder = try stopped?.folder ?? FixtureServer.temporaryFolder()
        catalog = try Catalog(folder: folder.path, isShared: true)
    }

    deinit { if before == nil { try? FileManager.default.removeItem(at: folder) } }

    func run() async throws {
        var settings = RedisSettings.ofExchange
        settings.exchangeCapacity = 200
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let exchange = StreamExchange(
            of: .library, through: try RedisEndpoint(url: server.url), side: LibrarySide(self, logger: logger),
            settings: settings, logger: logger)
        await exchange.run()
    }

    func save(_ numbers: Range<Int>) async throws {
        for number in numbers {
            let path = "/lib/\(number).wav"
            let facts = SampleFacts(
                id: SampleID("sound \(number)"), name: "\(number).wav", path: path, pack: "lib", role: nil,
                durationSeconds: 2, tempo: Fact(120, confidence: 0.9, source: .analysis), key: nil, tags: [],
                energy: nil, loudnessLUFS: nil, addedAt: UnixTime(1), embedding: .fingerprint)
            let sound = Sound(facts: facts, vector: [0.6, -0.8], sampleRate: 44_100, channels: 2, frames: 88_200)
            let stamp = FileStamp(size: 1, modifiedNanoseconds: 1)
            try await catalog.save([
                ImportedFile(place: Place(path: path, stamp: stamp, sample: facts.id), sound: sound)
            ])
        }
    }

    /// Returns when this holds; the suite's time limit ends a wait for nothing.
    func until(_ holds: @Sendable (Catalog) async throws -> Bool) async throws {
        if try await holds(catalog) { return }
        for await _ in takings where try await holds(catalog) { return }
    }

    func until(holds count: Int) async throws {
        try await until { try await $0.summary().sounds == count }
    }

    func until(tempo bpm: Double, of id: String) async throws {
        try await until { try await $0.sounds([SampleID(id)]).first?.facts.tempo?.value == bpm }
    }

    // MARK: The catalog's, but for the word that something was taken

    var untoldBell: AsyncStream<Void> { catalog.untoldBell }
    func untold(limit: Int) async throws -> [UntoldSound] { try await catalog.untold(limit: limit) }
    func told(_ sounds: [UntoldSound]) async throws { try await catalog.told(sounds) }
    func digests() async throws -> [UInt64] { try await catalog.digests() }
    func tell(besides digests: [UInt64]) async throws { try await catalog.tell(besides: digests) }
    func libraryPosition() async throws -> String? { try await catalog.libraryPosition() }
    func take(_ sounds: [String], through position: String) async throws -> (change: LibraryChange, unread: Int) {
        defer { taken.yield() }
        let result = try await catalog.take(sounds, through: position)
        if stumbles.exchange(false, ordering: .relaxed) { throw CancellationError() }
        return result
    }
}

private func serving(_ replicas: Replica..., body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for replica in replicas { group.addTask { try await replica.run() } }
        try await body()
        group.cancelAll()
    }
}

@Suite("One library at every node through Redis", .timeLimit(.minutes(3))) struct LibraryExchangeTests {
    @Test("what one node imports and corrects is at every node, and all of it at one that comes later with nothing")
    func everywhere() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Replica(server), try Replica(server))
        try await one.save(0..<3)
        try await serving(one, other) {
            try await other.until(holds: 3)
            try await other.save(3..<5)
            try await one.until(holds: 5)
            _ = try await other.catalog.correct(SampleID("sound 0"), Correction(bpm: .some(99)))
            try await one.until(tempo: 99, of: "sound 0")
            _ = try await one.catalog.miss(places: ["/lib/4.wav"], at: UnixTime(2))
            try await other.until(holds: 4)
            let late = try Replica(server)
            try await serving(late) {
                try await late.until(holds: 4)
                try await late.until(tempo: 99, of: "sound 0")
            }
        }
    }

    @Test("a node that is alone asks once, also when it is started again, and tells nobody of what was there before")
    func alone() async throws {
        let server = try RedisServerProcess()
        let first = try Replica(server)
        try await first.save(0..<3)
        var node = first
        for _ in 0..<3 {
            try await serving(node) { try await node.until { try await $0.libraryPosition() != nil } }
            node = try Replica(server, after: first)
        }
        #expect(try server.command("XLEN", "attune:{local}:library") == ":1\r\n")
    }

    @Test("a node that comes when the stream has forgotten most of it, or with a library of its own, has all of both")
    func trimmed() async throws {
        let server = try RedisServerProcess()
        let (first, late) = (try Replica(server), try Replica(server))
        try await serving(first) { try await first.save(0..<900) }
        let one = try Replica(server, after: first)
        try await late.save(900..<1_000)
        let length = try server.command("XLEN", "attune:{local}:library")
        #expect(try #require(Int(length.dropFirst().dropLast(2))) < 900)
        try await serving(one, late) {
            try await late.until(holds: 1_000)
            try await one.until(holds: 1_000)
        }
    }

    @Test("a node that stumbles over what a new one asks has asked it back before")
    func stumbling() async throws {
        let server = try RedisServerProcess()
        let (one, late) = (try Replica(server), try Replica(server))
        try await one.save(0..<3)
        try await late.save(3..<5)
        try await serving(one) {
            try await one.until { try await $0.libraryPosition() != nil }
            one.stumbles.store(true, ordering: .relaxed)
            try await serving(late) {
                try await late.until(holds: 5)
                try await one.until(holds: 5)
            }
            let stumbles = one.stumbles.load(ordering: .relaxed)
            #expect(!stumbles)
        }
    }

    @Test(
        "what is stored while Redis is away, or lost there, is told afterwards",
        arguments: ["kill -9", "CLIENT KILL TYPE normal", "CLIENT PAUSE 300", "FLUSHALL"])
    func through(fault: String) async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Replica(server), try Replica(server))
        try await serving(one, other) {
            try await one.save(0..<5)
            try await other.until(holds: 5)
            try await server.suffering(fault) {
                try await one.save(5..<15)
                _ = try await other.catalog.correct(SampleID("sound 1"), Correction(bpm: .some(77)))
            }
            try await other.until(holds: 15)
            try await one.until(tempo: 77, of: "sound 1")
        }
    }

    @Test("when all has been told, nothing is told any more")
    func quiet() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try Replica(server), try Replica(server))
        try await serving(one, other) {
            try await one.save(0..<20)
            try await other.until(holds: 20)
            try await other.save(20..<40)
            try await one.until(holds: 40)
        }
        // Whoever stops has told what it had to tell; what came back of it is taken, and changes nothing.
        for replica in [one, other, one, other] {
            for sound in try await replica.untold(limit: 1_000) {
                for next in [one, other] { _ = try await next.catalog.take([sound.json], through: "9-9") }
                try await replica.told([sound])
            }
        }
        #expect(try await one.untold(limit: 10).isEmpty)
        #expect(try await other.untold(limit: 10).isEmpty)
    }
}

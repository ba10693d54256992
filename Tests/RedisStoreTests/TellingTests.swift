import AttuneTesting
import Logging
import NIOCore
import Ranking
import RedisStore
import Sessions
import Streaming
import Testing

@Suite("A context and its frame in one step", .timeLimit(.minutes(3))) struct TellingTests {
    /// A node with the store that tells on its feed; the frame says the tempo.
    private struct Teller {
        let node: FeedNode
        let store: RedisContextStore

        init(_ server: RedisServerProcess) async throws {
            node = try await FeedNode(server)
            store = RedisContextStore(
                try RedisEndpoint(url: server.url), settings: node.settings,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                telling: .init(on: node.shared) { session in
                    let bpm = session.context.bpm.map { "\(Int($0))" } ?? "none"
                    let data = ByteBuffer(string: #"{"n":"\#(bpm)","revision":\#(session.revision)}"#)
                    return SharedFrame(
                        topic: .context(session.id.rawValue), event: "context", data: data,
                        standing: Standing(revision: session.revision, reading: String(buffer: data)))
                })
            await store.connect()
        }

        func apply(_ patch: String) async throws -> ContextOutcome {
            try await store.apply(
                ContextUpdate(
                    session: "a".session, patch: ContextPatch(parsing: JSONValue(jsonText: patch)), receivedAt: .ofDay()
                ))
        }
    }

    @Test("an update is told of at every node by the script that stores it, and only once")
    func told() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await Teller(server), try await Teller(server))
        try await serving(one.node, other.node) {
            let (here, there) = (one.node.watch("a"), other.node.watch("a"))
            try await there.wait(for: "hello")
            _ = try server.command("CONFIG", "RESETSTAT")
            for bpm in 1...3 { #expect(try await one.apply(#"{"bpm":\#(100 + bpm)}"#).isTold) }
            try await there.wait(for: "context", saying: "103")
            try await here.wait(for: "context", saying: "103")
            #expect(one.node.feed.head.sequence == 3)
            let statistics = try server.command("INFO", "commandstats")
            #expect(statistics.contains("cmdstat_evalsha:calls=3,"), "\(statistics)")
        }
    }

    @Test("what a node did not know of the session is never told wrongly, and the sender learns that it has to tell")
    func unforeseen() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await Teller(server), try await Teller(server))
        try await serving(one.node, other.node) {
            #expect(try await one.apply(#"{"bpm":101}"#).isTold)
            #expect(try await one.apply(#"{"energy":0.5}"#).isTold)
            // This node has not seen the session yet.
            let outcome = try await other.apply(#"{"energy":1}"#)
            #expect(outcome.isApplied)
            #expect(outcome.session.revision == 3)
            #expect(outcome.session.context.bpm == 101)
            // The same number of revisions, and another context: another node's data was lost and made anew.
            _ = try server.command("HSET", "attune:{local}:session:a", "context.bpm", "77", "stamp", "new")
            let odd = try await other.apply(#"{"energy":0.75}"#)
            #expect(odd.isApplied)
            #expect(odd.session.context.bpm == 77)
            // Now it knows.
            #expect(try await other.apply(#"{"energy":0.5}"#).isTold)
        }
    }

    @Test("a node that is not in the shared history stores and does not tell")
    func alone() async throws {
        let server = try RedisServerProcess()
        let one = try await Teller(server)
        _ = try server.command("DEL", "attune:{local}:feed")
        #expect(try await one.apply(#"{"bpm":101}"#).isApplied)
        #expect(try server.command("EXISTS", "attune:{local}:log") == ":0\r\n")
    }
}

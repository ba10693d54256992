import AttuneTesting
import NIOCore
import RedisStore
import SSEClient
import Streaming
import Testing

private func lines(_ numbers: Range<Int>) -> [String] { numbers.map { #"{"n":"\#($0)"}"# } }

@Suite("One feed for every node", .timeLimit(.minutes(3))) struct RedisFeedTests {
    /// Two nodes, and a client of the second that has been shown the first's list.
    private func withListShown(
        _ body: (RedisServerProcess, FeedNode, FeedNode, FeedWatcher) async throws -> Void
    ) async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let there = other.watch("a")
            one.suggest("a", 1)
            try await there.wait(for: "suggestions", saying: "list 1")
            try await body(server, one, other, there)
        }
    }

    @Test("a frame published at one node comes at both, under the same cursor, and a cursor is good at either")
    func shared() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let (here, there) = (one.watch("a"), other.watch("a"))
            try await here.wait(for: "hello")
            try await there.wait(for: "hello")
            one.suggest("a", 1)
            let first = try await here.wait(for: "suggestions", saying: "list 1")
            #expect(try await there.wait(for: "suggestions", saying: "list 1").id == first.id)
            other.notice(0)
            let second = try await here.wait(for: "library", saying: "0")
            #expect(try await there.wait(for: "library", saying: "0").id == second.id)
            #expect(one.feed.head == other.feed.head)
            let back = other.watch("a", from: first.id)
            try await back.wait(for: "library", saying: "0")
            #expect(back.seen.map(\.event) == ["hello", "library"])
        }
    }

    @Test("a node that comes later has the newest lists and the notices that a client may have missed")
    func late() async throws {
        let server = try RedisServerProcess()
        let one = try await FeedNode(server)
        try await serving(one) {
            one.suggest("a", 1)
            for number in 0..<5 { one.notice(number) }
            await one.feed.settle()
            let cursor = FeedCursor(epoch: one.feed.head.epoch, sequence: 3).description
            let late = try await FeedNode(server)
            await late.feed.bring([.suggestions("a")])
            try await serving(late) {
                let fresh = late.watch("a")
                try await fresh.wait(for: "suggestions", saying: "list 1")
                let back = late.watch("a", from: cursor)
                try await back.wait(for: "library", saying: "4")
                #expect(back.notices == lines(2..<5))
                #expect(!back.seen.contains { $0.event == "reset" })
            }
        }
    }

    @Test("what others say on the channel is passed over")
    func strangers() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let there = other.watch("a")
            try await there.wait(for: "hello")
            for number in 1...3 {
                for _ in 0..<number { _ = try server.command("PUBLISH", "attune:{local}:places", "hello 1 2") }
                one.suggest("a", number)
                try await there.wait(for: "suggestions", saying: "list \(number)")
            }
            #expect(other.feed.head.sequence == 3)
            #expect(!there.seen.contains { $0.event == "reset" })
        }
    }

    @Test("of two nodes that make the same list one is heard, and an older revision never follows a newer")
    func same() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        let (places, told) = AsyncStream<String>.makeStream()
        try await serving(one, other) {
            one.suggest("a", 2, reading: "the list") { told.yield("the list") }
            await one.feed.settle()
            other.suggest("a", 2, reading: "the list") { told.yield("the same list") }
            other.suggest("b", 1) { told.yield("another") }
            await other.feed.settle()
            other.suggest("a", 1, reading: "an older list") { told.yield("an older list") }
            await other.feed.settle()
            #expect(other.feed.head.sequence == 2)
            #expect(other.feed.newest(.suggestions("a")).map { String(buffer: $0) } == #"{"n":"the list"}"#)
        }
        told.finish()
        #expect(await places.reduce(into: []) { $0.append($1) } == ["the list", "another"])
    }

    @Test(
        "what a cut channel, a forgotten script or a stopped server holds up comes, all of it and in order",
        arguments: ["CLIENT KILL TYPE pubsub", "CLIENT KILL TYPE normal", "SCRIPT FLUSH", "CLIENT PAUSE 300", "stop"])
    func interrupted(_ fault: String) async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let there = other.watch("a")
            try await there.wait(for: "hello")
            for number in 0..<5 { one.notice(number) }
            try await there.wait(for: "library", saying: "4")
            if fault == "stop" {
                server.freeze()
                for number in 5..<10 { one.notice(number) }
                server.thaw()
            } else {
                let words = fault.split(separator: " ").map(String.init)
                _ = try server.command(words)
                for number in 5..<10 { one.notice(number) }
            }
            one.suggest("a", 1)
            try await there.wait(for: "suggestions", saying: "list 1")
            if there.seen.contains(where: { $0.event == "reset" }) { return }
            #expect(there.notices == lines(0..<10))
        }
    }

    @Test(
        "a feed that is lost in Redis begins anew at every node, with a reset and the newest list",
        arguments: [false, true])
    func lost(flushed: Bool) async throws {
        try await withListShown { server, one, other, there in
            let before = other.feed.head.epoch
            _ = try server.command(flushed ? ["FLUSHALL"] : ["DEL", "attune:{local}:feed"])
            one.suggest("a", 2)
            try await there.wait(for: "reset")
            try await there.wait(for: "suggestions", saying: "list 2")
            // Its own frame comes to the first node over its own channel, perhaps after the other has shown it.
            await one.feed.settle()
            #expect(other.feed.head.epoch != before)
            #expect(one.feed.head == other.feed.head)
        }
    }

    @Test(
        "a Redis that takes no writes is left alone: the node tells its own, asks seldom, and comes back",
        arguments: [["CONFIG", "SET", "maxmemory", "1"], ["REPLICAOF", "127.0.0.1", "1"]])
    func refused(_ fault: [String]) async throws {
        let server = try RedisServerProcess()
        let one = try await FeedNode(server)
        try await serving(one) {
            let here = one.watch("a")
            one.suggest("a", 1)
            try await here.wait(for: "suggestions", saying: "list 1")
            _ = try server.command(fault)
            one.suggest("a", 2)
            try await here.wait(for: "suggestions", saying: "list 2")
            #expect(one.shared.standing.problem != nil)
            let joins = one.shared.standing.joins
            _ = try server.command(
                fault[0] == "CONFIG" ? ["CONFIG", "SET", "maxmemory", "0"] : ["REPLICAOF", "NO", "ONE"])
            while one.shared.standing.problem != nil { try await Task.sleep(for: .milliseconds(2)) }
            #expect(one.shared.standing.joins == joins + 1)
            one.suggest("a", 3)
            try await here.wait(for: "suggestions", saying: "list 3")
        }
    }

    @Test("what is no frame where a frame should be gives way to the next one")
    func wrongType() async throws {
        try await withListShown { server, one, _, there in
            _ = try server.command("SET", "attune:{local}:newest:s:a", "x")
            one.suggest("a", 2)
            try await there.wait(for: "suggestions", saying: "list 2")
        }
    }

    @Test("places that neither the channel nor the log has any more are told as a reset")
    func trimmed() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one) {
            let there = other.watch("a")
            try await there.wait(for: "hello")
            one.notice(0)
            try await there.wait(for: "library", saying: "0")
            // The other node's service, which would bring it back, does not run yet.
            _ = try server.command("CLIENT", "KILL", "TYPE", "pubsub")
            for number in 1..<5 { one.notice(number) }
            one.suggest("a", 1)
            await one.feed.settle()
            _ = try server.command(["XTRIM", "attune:{local}:log", "MAXLEN", "1"])
            try await serving(other) {
                try await there.wait(for: "reset")
                try await there.wait(for: "suggestions", saying: "list 1")
                #expect(one.feed.head == other.feed.head)
            }
        }
    }

    @Test(
        "what has its place is waited for no longer, whether the channel brings it, the log, or a history begun anew",
        arguments: ["CLIENT KILL TYPE pubsub", "FLUSHALL"])
    func settled(_ fault: String) async throws {
        let server = try RedisServerProcess()
        let one = try await FeedNode(server)
        try await serving(one) {
            let words = fault.split(separator: " ").map(String.init)
            for number in 0..<200 {
                // At times the frame is placed first, at times the fault comes first.
                one.notice(number)
                _ = try server.command(words)
                await one.feed.settle()
            }
        }
    }

    @Test("without Redis a node goes on alone and tells its streams so; both are one feed again when it is back")
    func outage() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let (here, there) = (one.watch("a"), other.watch("a"))
            one.suggest("a", 1)
            try await here.wait(for: "suggestions", saying: "list 1")
            try await there.wait(for: "suggestions", saying: "list 1")
            server.kill()
            one.suggest("a", 2)
            try await here.wait(for: "suggestions", saying: "list 2")
            #expect(here.seen.contains { $0.event == "reset" })
            try server.start()
            // Each had joined before, too.
            for node in [one, other] {
                var joined = 0
                for await word in node.shared.news where word == .joined {
                    joined += 1
                    if joined == 2 { break }
                }
            }
            one.suggest("a", 3)
            try await here.wait(for: "suggestions", saying: "list 3")
            try await there.wait(for: "suggestions", saying: "list 3")
            await one.feed.settle()
            #expect(one.feed.head.epoch == other.feed.head.epoch)
        }
    }

    @Test(
        "a deed is told to the other nodes, once, and the newest of a name to those that come later; streams hear nothing"
    )
    func deeds() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            for text in ["1", "2"] {
                one.feed.share(SharedDeed(kind: "wish", name: "pin a b", data: ByteBuffer(string: text)))
            }
            one.feed.share(SharedDeed(kind: "judgement", name: "", data: ByteBuffer(string: "3")))
            var told: [String] = []
            for await word in other.shared.news {
                guard case .deed(let deed, isOwn: false) = word else { continue }
                told.append("\(deed.kind) \(String(buffer: deed.data))")
                if told.count == 3 { break }
            }
            #expect(told == ["wish 1", "wish 2", "judgement 3"])
            let kept = await other.feed.keptDeeds()
            #expect(kept == [SharedDeed(kind: "wish", name: "pin a b", data: ByteBuffer(string: "2"))])
        }
    }

    @Test("what is done while Redis is away is told when it is back")
    func deedsAlone() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            server.kill()
            one.feed.share(SharedDeed(kind: "wish", name: "pin a", data: ByteBuffer(string: "1")))
            try server.start()
            for await word in other.shared.news {
                if case .deed(let deed, isOwn: false) = word {
                    #expect(String(buffer: deed.data) == "1")
                    break
                }
            }
        }
    }

    @Test("a session that is ended at one node ends the streams of another, and may begin again")
    func ended() async throws {
        let server = try RedisServerProcess()
        let (one, other) = (try await FeedNode(server), try await FeedNode(server))
        try await serving(one, other) {
            let there = other.watch("a")
            one.suggest("a", 7)
            try await there.wait(for: "suggestions", saying: "list 7")
            one.feed.retire(session: "a")
            try await there.wait(for: "bye")
            let again = other.watch("a")
            try await again.wait(for: "hello")
            one.suggest("a", 1)
            try await again.wait(for: "suggestions", saying: "list 1")
        }
    }

    @Test("more than Redis can place within the limit is placed all the same, over one connection")
    func much() async throws {
        let server = try RedisServerProcess()
        let one = try await FeedNode(server) { $0.commandLimit = .milliseconds(150) }
        try await serving(one) {
            for number in 0..<6_000 { one.suggest("s\(number)", 1, reading: String(repeating: "x", count: 1_000)) }
            await one.feed.settle()
            #expect(one.feed.head.sequence == 6_000)
            #expect(one.shared.standing == OrderStanding(nodes: 1, joins: 1, problem: nil))
        }
    }
}

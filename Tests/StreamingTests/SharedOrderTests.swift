import NIOCore
import SSEClient
import Streaming
import Testing

/// An order that keeps what it is given until the test gives it a place.
private final class HeldOrder: SharedOrder {
    func take(_ entry: SharedEntry) -> Bool { true }
    var hasPeers: Bool { true }
    var problem: String? { nil }
    var standing: OrderStanding { OrderStanding(nodes: 2, joins: 1) }
    func bring(_ topics: [Topic]) async {}
    func kept() async -> [SharedDeed] { [] }
    func settle(within limit: Duration?) async {}
}

@Suite("A shared order", .timeLimit(.minutes(1))) struct SharedOrderTests {
    private func list(_ session: String, _ text: String) -> SharedEntry {
        .frame(SharedFrame(topic: .suggestions(session), event: "suggestions", data: ByteBuffer(string: text)))
    }

    private func notice(_ text: String) -> SharedEntry {
        .frame(SharedFrame(topic: .library, event: "library", data: ByteBuffer(string: text)))
    }

    @Test("what is published on a shared feed waits for its place")
    func waits() throws {
        let fixture = try Fixture()
        fixture.feed.share(through: HeldOrder())
        #expect(fixture.publish(.suggestions("a"), "1").sequence == 0)
        #expect(fixture.feed.newest(.suggestions("a")) == nil)
        #expect(fixture.feed.mayBeWatched(session: "a"))
        let epoch = fixture.feed.head.epoch
        #expect(fixture.feed.follow(list("a", "1"), at: 1, in: epoch) == .followed)
        #expect(fixture.feed.newest(.suggestions("a")).map { String(buffer: $0) } == "1")
    }

    @Test("an entry is taken at the next place only, and in its own history")
    func places() throws {
        let feed = try Fixture().feed
        let epoch = feed.head.epoch
        #expect(feed.follow(.passed, at: 2, in: epoch) == .gap)
        #expect(feed.follow(.passed, at: 1, in: epoch) == .followed)
        #expect(feed.follow(.passed, at: 1, in: epoch) == .known)
        #expect(feed.follow(.passed, at: 2, in: feed.newEpoch()) == .otherEpoch)
        #expect(feed.head.sequence == 1)
    }

    @Test("a history that is joined late is resumed exactly as far back as it is known")
    func joined() async throws {
        let fixture = try Fixture()
        let epoch = fixture.feed.newEpoch()
        fixture.feed.takeUp(epoch, after: 100, [notice("101"), .passed, notice("103"), list("a", "104")])
        func back(from sequence: UInt64) async throws -> [String] {
            try await fixture.watch("a", from: FeedCursor(epoch: epoch, sequence: sequence).description).told()
                .map { String($0.prefix { $0 != "{" }) }
        }
        #expect(try await back(from: 100).dropFirst() == ["library 101", "library 103", "suggestions 104"])
        #expect(try await back(from: 102).dropFirst() == ["library 103", "suggestions 104"])
        #expect(try await back(from: 99).dropFirst() == ["reset ", "suggestions 104"])
    }

    @Test("a stream whose history is lost is told so and sent what is newest, at a cursor of the new one")
    func lost() async throws {
        let fixture = try Fixture()
        fixture.publish(.suggestions("a"), "old")
        let stream = fixture.watch("a")
        let cursor = try #require(try await stream.events().last?.id)
        let epoch = fixture.feed.newEpoch()
        fixture.feed.takeUp(epoch, after: 7, [notice("8"), list("a", "new")])
        let events = try await stream.events()
        #expect(events.map(\.event) == ["reset", "suggestions"])
        #expect(events[0].data.contains(#""reason":"other_epoch","from":"\#(cursor)""#))
        #expect(events[1].id == "\(epoch)-9")
        #expect(fixture.feed.statistics().resets == [.otherEpoch: 1])
    }

    @Test("a node that goes on alone keeps its lists, in a history of its own")
    func alone() async throws {
        let fixture = try Fixture()
        for text in ["1", "2"] { fixture.publish(.suggestions("a"), text) }
        fixture.publish(.suggestions("b"), "3")
        let stream = fixture.watch("a")
        _ = try await stream.events()
        let before = fixture.feed.head.epoch
        fixture.feed.goAlone()
        #expect(try await stream.told().map { String($0.prefix { $0 != "{" }) } == ["reset ", "suggestions 2"])
        #expect(fixture.feed.head.epoch != before && fixture.feed.head.sequence == 2)
    }

    @Test("a newest frame from a place that was passed reaches those who watch, and never replaces a newer one")
    func learnt() async throws {
        let fixture = try Fixture()
        let feed = fixture.feed, epoch = fixture.feed.head.epoch
        let stream = fixture.watch("a")
        _ = try await stream.events()
        _ = feed.follow(.passed, at: 1, in: epoch)
        _ = feed.follow(.passed, at: 2, in: epoch)
        guard case .frame(let older) = list("a", "1"), case .frame(let newer) = list("a", "2") else { return }
        feed.learn(newer, at: 2, in: epoch)
        feed.learn(older, at: 1, in: epoch)
        #expect(try await stream.told() == ["suggestions 2"])
    }
}

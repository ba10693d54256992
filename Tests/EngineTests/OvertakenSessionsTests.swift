import Engine
import Ranking
import Testing

@Suite("Sessions that other nodes have changed") struct OvertakenSessionsTests {
    @Test("one is fetched once however often it was told of, and before the others when a ranking waits for it")
    func fetched() async throws {
        let (quiet, busy) = (try #require(SessionID("quiet")), try #require(SessionID("busy")))
        let overtaken = OvertakenSessions()
        for revision in [3, 5, 4] { overtaken.add(busy, at: revision) }
        overtaken.add(quiet, at: 2)
        #expect(overtaken.holdsBack(quiet, at: 1))
        #expect(!overtaken.holdsBack(busy, at: 5), "what is held is the newest")
        #expect(!overtaken.holdsBack(try #require(SessionID("strange")), at: 0))
        let (batches, found) = AsyncStream<[String]>.makeStream()
        let fetching = Task {
            await overtaken.forEachBatch { batch in
                found.yield(batch.map { "\($0.session.rawValue) \($0.isAwaited)" })
            }
        }
        var iterator = batches.makeAsyncIterator()
        #expect(await iterator.next() == ["quiet true", "busy false"])
        #expect(!overtaken.holdsBack(quiet, at: 1), "it is being fetched")
        overtaken.add(busy, at: 6)
        #expect(await iterator.next() == ["busy false"])
        fetching.cancel()
        await fetching.value
    }
}

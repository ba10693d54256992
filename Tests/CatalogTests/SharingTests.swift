import Catalog
import Library
import Ranking
import Sessions
import Telemetry
import Testing

@Suite("Two processes on one catalog")
struct SharingTests {
    @Test("what one acknowledged the other sees, without the first being closed")
    func visible() async throws {
        try await withFolder { folder in
            let serving = try Catalog(folder: folder)
            let other = try Catalog(folder: folder)
            _ = try await serving.append([try .sample("1")])
            try await serving.save(StoredSession(id: try .named("song-1"), revision: 3, updatedAt: UnixTime(1)))
            #expect(try await other.judgements().count == 1)
            #expect(try await other.savedSessions().map(\.revision) == [3])
            #expect(try await other.append([try .sample("1")]).duplicates == 1)
        }
    }

    /// Far more commits than the second that passes without a word would allow within the limit.
    @Test("who waits for words of changes sees each that another process commits", .timeLimit(.minutes(1)))
    func touched() async throws {
        try await withFolder { folder in
            let serving = try Catalog(folder: folder)
            let importing = try Catalog(folder: folder)
            let touches = serving.touches
            for number in 1...150 {
                try await importing.save([Sound.loop("s\(number)").imported(at: "/lib/\(number).wav")])
                for await _ in touches where try await serving.version().generation == number { break }
            }
        }
    }

    @Test("an import and the service write at the same time and lose nothing")
    func importWhileServing() async throws {
        try await withFolder { folder in
            let serving = try Catalog(folder: folder)
            let importing = try Catalog(folder: folder)
            try await withThrowingTaskGroup { group in
                group.addTask { @concurrent in
                    for batch in 0..<20 {
                        try await importing.save(
                            (0..<10).map { Sound.loop("s\(batch)-\($0)").imported(at: "/lib/\(batch)/\($0).wav") })
                    }
                }
                for caller in 0..<4 {
                    group.addTask { @concurrent in
                        for batch in 0..<20 {
                            _ = try await serving.append((0..<5).map { try .sample("\(caller)-\(batch)-\($0)") })
                            _ = try await serving.page(SampleQuery(limit: 5))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await serving.summary().sounds == 200)
            #expect(try await importing.judgements().count == 400)
        }
    }
}

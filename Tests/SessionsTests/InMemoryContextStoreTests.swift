import Music
import Ranking
import Sessions
import Testing

private func update(
    _ id: String, bpm: Double, version: Int? = nil, key: String? = nil, at seconds: Double = 0
) throws -> ContextUpdate {
    var patch = ContextPatch()
    patch.bpm = .set(bpm)
    return ContextUpdate(
        session: try #require(SessionID(id)), patch: patch, version: version, idempotencyKey: key,
        receivedAt: UnixTime(seconds))
}

@Suite struct InMemoryContextStoreTests {
    let store = InMemoryContextStore(idleLimit: 100, capacity: 4)

    @Test("every accepted update makes a new revision, an older version does not")
    func revisions() async throws {
        guard case .applied(let first) = try await store.apply(update("s", bpm: 120, version: 5)) else {
            Issue.record("not applied")
            return
        }
        #expect(first.revision == 1 && first.version == 5)
        await #expect(throws: ContextStoreError.stale(stored: 5, given: 4)) {
            try await store.apply(update("s", bpm: 90, version: 4))
        }
        guard case .applied(let second) = try await store.apply(update("s", bpm: 120, version: 5)) else {
            Issue.record("not applied")
            return
        }
        #expect(second.revision == 2)
        #expect(second.context.bpm == 120)
    }

    @Test("a repeated idempotency key changes nothing, whatever its version")
    func idempotency() async throws {
        _ = try await store.apply(update("s", bpm: 120, version: 1, key: "k"))
        _ = try await store.apply(update("s", bpm: 130, version: 2))
        guard case .replayed(let session) = try await store.apply(update("s", bpm: 90, version: 1, key: "k")) else {
            Issue.record("not replayed")
            return
        }
        #expect(session.context.bpm == 130 && session.revision == 2)
    }

    @Test("a session remembers its newest 64 idempotency keys")
    func bounded() async throws {
        for number in 0...64 { _ = try await store.apply(update("s", bpm: 120, key: "k\(number)")) }
        guard case .applied = try await store.apply(update("s", bpm: 90, key: "k0")) else {
            Issue.record("the oldest key should be forgotten")
            return
        }
        guard case .replayed = try await store.apply(update("s", bpm: 90, key: "k64")) else {
            Issue.record("the newest key should be remembered")
            return
        }
    }

    @Test("an idle session is gone, and an update starts it anew")
    func expiry() async throws {
        _ = try await store.apply(update("s", bpm: 120, at: 0))
        let id = try #require(SessionID("s"))
        #expect(try await store.session(id, at: UnixTime(100)) != nil)
        #expect(try await store.session(id, at: UnixTime(101)) == nil)
        #expect(try await store.expire(at: UnixTime(101)).gone == [id])
        guard case .applied(let fresh) = try await store.apply(update("s", bpm: 90, at: 102)) else {
            Issue.record("not applied")
            return
        }
        #expect(fresh.revision == 1)
    }

    @Test("an idle session that has not been dropped yet begins anew with a revision newer than any that was seen")
    func revivalBeforeExpiry() async throws {
        _ = try await store.apply(update("s", bpm: 120, at: 0))
        _ = try await store.apply(update("s", bpm: 121, at: 0))
        guard case .applied(let fresh) = try await store.apply(update("s", bpm: 90, at: 101)) else {
            Issue.record("not applied")
            return
        }
        #expect(fresh.revision == 3)
    }

    @Test("a full store drops what was idle the longest, and says so")
    func capacity() async throws {
        for number in 1...5 { _ = try await store.apply(update("s\(number)", bpm: 120, at: Double(number))) }
        #expect(try await store.sessions(at: UnixTime(5)).map(\.id.rawValue) == ["s2", "s3", "s4", "s5"])
        #expect(try await store.expire(at: UnixTime(5)).gone.map(\.rawValue) == ["s1"])
    }

    @Test("restoring keeps what is newer, the mode has no revision, and ending ends")
    func life() async throws {
        _ = try await store.apply(update("a", bpm: 120))
        _ = try await store.apply(update("a", bpm: 121))
        let (a, b) = (try #require(SessionID("a")), try #require(SessionID("b")))
        await store.restore([
            StoredSession(id: a, revision: 1, updatedAt: UnixTime(0)),
            StoredSession(id: b, revision: 9, updatedAt: UnixTime(0)),
        ])
        #expect(try await store.session(a, at: UnixTime(1))?.context.bpm == 121)
        #expect(try await store.setMode(.rules, for: b, at: UnixTime(1)).revision == 9)
        #expect(try await store.end(b))
        #expect(try await store.end(b) == false)
    }

    @Test("concurrent updates of one session each get a revision of their own")
    func concurrency() async throws {
        let revisions = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    guard case .applied(let session) = try await store.apply(update("s", bpm: 120)) else { return 0 }
                    return session.revision
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(revisions == Set(1...200))
    }
}

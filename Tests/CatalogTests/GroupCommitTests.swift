import Catalog
import Ranking
import Sessions
import Telemetry
import Testing

@Suite("Group commit")
struct GroupCommitTests {
    @Test("of many callers' overlapping batches every distinct event is accepted exactly once", arguments: 1...4)
    func overlapping(_ seed: UInt64) async throws {
        try await withCatalog { catalog in
            var random = SplitMix(state: seed)
            let batches = try (0..<60).map { _ in
                try (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    try TelemetryEvent.sample("e\(Int.random(in: 0..<300, using: &random))")
                }
            }
            let receipts = try await withThrowingTaskGroup { group in
                for batch in batches { group.addTask { @concurrent in try await catalog.append(batch) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let distinct = Set(batches.joined().map(\.eventID))
            let accepted = receipts.flatMap(\.acceptedIDs)
            #expect(accepted.count == distinct.count)
            #expect(Set(accepted) == distinct)
            #expect(receipts.reduce(0) { $0 + $1.accepted + $1.duplicates } == batches.joined().count)
            #expect(try await catalog.judgements().count == distinct.count)
        }
    }

    @Test("one caller's bad row fails that caller alone")
    func badRow() async throws {
        try await withCatalog { catalog in
            let outcomes = try await withThrowingTaskGroup { group in
                for place in 0..<100 {
                    var event = try TelemetryEvent.sample("e\(place)")
                    if place % 7 == 0 { event.receivedAt = UnixTime(.nan) }
                    let batch = [try TelemetryEvent.sample("first-\(place)"), event]
                    group.addTask { @concurrent in (place, (try? await catalog.append(batch))?.accepted) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for place in 0..<100 { #expect(outcomes[place] == (place % 7 == 0 ? nil : 2)) }
            #expect(try await catalog.judgements().count == 85 * 2)
        }
    }

    @Test("cancelled callers take nobody with them, and what they were told is true")
    func cancellation() async throws {
        try await withCatalog { catalog in
            let acknowledged = try await withThrowingTaskGroup { group in
                for place in 0..<200 {
                    let batch = [try TelemetryEvent.sample("e\(place)")]
                    group.addTask { @concurrent in
                        let caller = Task { @concurrent in try await catalog.append(batch).accepted }
                        if place % 3 == 0 { caller.cancel() }
                        do { return try await caller.value } catch is CancellationError { return 0 }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(acknowledged >= 133)
            #expect(try await catalog.judgements().count == acknowledged)
        }
    }

    @Test("one caller's writes take effect in the order in which it made them")
    func order() async throws {
        try await withCatalog { catalog in
            try await withThrowingTaskGroup { group in
                for session in 0..<8 {
                    let id = try SessionID.named("s\(session)")
                    group.addTask { @concurrent in
                        for revision in 1...30 {
                            try await catalog.save(StoredSession(id: id, revision: revision, updatedAt: UnixTime(0)))
                            if revision % 10 == 0 { try await catalog.delete([id]) }
                        }
                        try await catalog.save(StoredSession(id: id, revision: 2, updatedAt: UnixTime(0)))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await catalog.savedSessions().map(\.revision) == Array(repeating: 2, count: 8))
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): a seeded generator, so that a failure can be played again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

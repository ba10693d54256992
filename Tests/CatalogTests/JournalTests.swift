import Catalog
import Foundation
import GRDB
import Ranking
import Telemetry
import Testing

@Suite("Telemetry in the catalog")
struct JournalTests {
    @Test("an event is stored once, however often and wherever it is sent")
    func idempotent() async throws {
        try await withCatalog { catalog in
            let first = try TelemetryEvent.sample("1")
            let second = try TelemetryEvent.sample("2", kind: .skip)
            let receipt = try await catalog.append([first, second, first])
            #expect(receipt == BatchReceipt(accepted: 2, duplicates: 1, acceptedIDs: ["1", "2"]))
            let third = try TelemetryEvent.sample("3")
            let again = try await catalog.append([second, third])
            #expect(again == BatchReceipt(accepted: 1, duplicates: 1, acceptedIDs: ["3"]))
            #expect(
                try await catalog.append([TelemetryEvent]())
                    == BatchReceipt(accepted: 0, duplicates: 0, acceptedIDs: []))
        }
    }

    @Test("judgements come back in the order in which they were received, without views and previews")
    func judgements() async throws {
        try await withCatalog { catalog in
            _ = try await catalog.append([
                try .sample("1", kind: .view), try .sample("2", kind: .skip, sample: "b", at: 50),
                try .sample("3", kind: .preview), try .sample("4", kind: .accept, sample: "a", at: 40),
            ])
            let session = try SessionID.named("song-1")
            let expected = [
                JudgedSample(judgement: .skip, sample: SampleID("b"), session: session, at: UnixTime(50)),
                JudgedSample(judgement: .accept, sample: SampleID("a"), session: session, at: UnixTime(40)),
            ]
            #expect(try await catalog.judgements() == expected)
        }
    }

    @Test("an undo names the judgement it took back, which then stands no more, and no second undo takes back another")
    func undo() async throws {
        try await withCatalog { catalog in
            let first = try TelemetryEvent.sample("3", kind: .undo, sample: "a", at: 30)
            let second = try TelemetryEvent.sample("5", kind: .undo, sample: "a", at: 50)
            _ = try await catalog.append([
                try .sample("1", kind: .skip, sample: "a", at: 10),
                try .sample("2", kind: .accept, sample: "a", at: 20),
                first, try .sample("4", kind: .accept, sample: "b", at: 40), second,
            ])
            let undone = try await catalog.judgement(undoneBy: first)
            #expect(undone?.judgement == .accept && undone?.at == UnixTime(20))
            #expect(try await catalog.judgement(undoneBy: second) == nil)
            #expect(try await catalog.judgements().map(\.at) == [UnixTime(10), UnixTime(40)])
            let elsewhere = try TelemetryEvent.sample("6", kind: .undo, set: "another", sample: "b")
            _ = try await catalog.append([elsewhere])
            #expect(try await catalog.judgement(undoneBy: elsewhere) == nil)
            #expect(try await catalog.judgements().count == 2)
        }
    }

    @Test("a batch with a value that cannot be stored is refused whole")
    func impossibleValue() async throws {
        try await withCatalog { catalog in
            var bad = try TelemetryEvent.sample("bad")
            bad.occurredAt = UnixTime(.nan)
            let batch = [try TelemetryEvent.sample("good"), bad]
            let error = await #expect(throws: CatalogError.self) { try await catalog.append(batch) }
            guard case .refused = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try await catalog.append([batch[0]]).accepted == 1)
        }
    }

    @Test("ids and metadata are data, never SQL")
    func injection() async throws {
        try await withCatalog { catalog in
            var event = try TelemetryEvent.sample("'); DROP TABLE telemetry_events; --", sample: "' OR 1=1 --")
            event.metadata = #"{"note": "it's \" fine"}"#
            _ = try await catalog.append([event])
            #expect(try await catalog.judgements().map(\.sample.rawValue) == ["' OR 1=1 --"])
        }
    }

    @Test("what was acknowledged is in a copy of the files taken at that moment, as after a crash")
    func crashImage() async throws {
        try await withFolder { folder in
            let catalog = try Catalog(folder: folder + "/live")
            for batch in 0..<20 {
                _ = try await catalog.append((0..<10).map { try .sample("\(batch)-\($0)") })
            }
            try FileManager.default.copyItem(atPath: folder + "/live", toPath: folder + "/copy")
            try? FileManager.default.removeItem(atPath: folder + "/copy/attune.sqlite-shm")
            #expect(try await Catalog(folder: folder + "/copy").judgements().count == 200)
        }
    }

    @Test("a full disk is told as such, and nothing is half stored")
    func diskFull() async throws {
        try await withCatalog { catalog in
            _ = try await catalog.append([try .sample("before")])
            try await catalog.pool.writeWithoutTransaction { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
            }
            let big = try (0..<2000).map { try TelemetryEvent.sample("big-\($0)") }
            await #expect(throws: CatalogError.diskFull(path: catalog.path)) { try await catalog.append(big) }
            #expect(try await catalog.judgements().count == 1)
            try await catalog.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
            #expect(try await catalog.append(big).accepted == 2000)
        }
    }
}

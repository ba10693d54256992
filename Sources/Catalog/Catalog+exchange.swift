import GRDB
public import Telemetry

/// Rings when there is something that other nodes are to be told, and once at first.
struct Bell: Sendable {
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        ring()
    }

    func ring() { continuation.yield() }
}

extension Catalog: SharedJournal {
    public var unsharedBell: AsyncStream<Void> { journalBell?.stream ?? AsyncStream { $0.finish() } }

    public func unshared(limit: Int) async throws -> [UnsharedEntry] {
        try await reading { db in
            try Row.fetchAll(
                db, sql: "SELECT sequence, json FROM unshared ORDER BY sequence LIMIT ?", arguments: [limit]
            ).map { UnsharedEntry(sequence: $0[0], json: $0[1]) }
        }
    }

    public func shared(through sequence: Int64) async throws {
        try await commits.write { db in
            try db.execute(sql: "DELETE FROM unshared WHERE sequence <= ?", arguments: [sequence])
        }
    }

    public func takenPosition() async throws -> String? {
        try await reading { db in try String.fetchOne(db, sql: "SELECT taken FROM exchange") }
    }

    public func take(_ entries: [JournalEntry], through position: String) async throws -> BatchReceipt {
        try await commits.write { db in
            for entry in entries { _ = try Self.insert(entry.impressions, db) }
            let receipt = try Self.insert(entries.flatMap(\.events), db)
            try db.execute(
                sql: "INSERT INTO exchange VALUES (1, ?) ON CONFLICT (number) DO UPDATE SET taken = excluded.taken",
                arguments: [position])
            return receipt
        }
    }

    /// Keeps what was new here for the other nodes, in the transaction that stores it.
    func keepForOthers(_ entry: @autoclosure () -> JournalEntry, _ db: Database) throws {
        guard journalBell != nil else { return }
        try db.execute(sql: "INSERT INTO unshared (json) VALUES (?)", arguments: [entry().jsonText])
    }
}

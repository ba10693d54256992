import GRDB

extension Schema {
    /// A number that grows with every change of the listed library, in whichever process it was made.
    static let generation = """
        CREATE TABLE library_generation (number INTEGER NOT NULL) STRICT;
        INSERT INTO library_generation VALUES (0);
        """
}

extension Catalog {
    /// Grows by one with every transaction after which listed sounds differ; reading it costs microseconds.
    public func generation() async throws -> Int64 {
        try await reading { db in
            try Int64.fetchOne(db, sql: "SELECT number FROM library_generation") ?? 0
        }
    }
}

extension LibraryWriter {
    /// Called in the transaction that made the change, so that who sees the number sees the change.
    func advanceGeneration() throws {
        try db.execute(sql: "UPDATE library_generation SET number = number + 1")
    }
}

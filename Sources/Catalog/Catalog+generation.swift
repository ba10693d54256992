import GRDB

extension Schema {
    /// Counts every change of the listed library, whoever makes it: triggers see the writes of other processes too.
    static let generation = """
        CREATE TABLE library_generation (number INTEGER NOT NULL) STRICT;
        INSERT INTO library_generation VALUES (0);
        CREATE TRIGGER listed_inserted AFTER INSERT ON listed
            BEGIN UPDATE library_generation SET number = number + 1; END;
        CREATE TRIGGER listed_updated AFTER UPDATE ON listed
            BEGIN UPDATE library_generation SET number = number + 1; END;
        CREATE TRIGGER listed_deleted AFTER DELETE ON listed
            BEGIN UPDATE library_generation SET number = number + 1; END;
        """
}

extension Catalog {
    public func generation() async throws -> Int64 {
        try await reading { db in
            try Int64.fetchOne(db, sql: "SELECT number FROM library_generation") ?? 0
        }
    }
}

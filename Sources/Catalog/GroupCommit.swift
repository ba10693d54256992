import GRDB
import Synchronization

/// Lets many small writes share one synced transaction: the first caller calls the writer, and everyone who arrives
/// while it is busy rides along with the next commit. A sync costs milliseconds, so this is the difference between
/// hundreds and tens of thousands of acknowledged writes per second.
///
/// * Each caller gets its own result, and only once the transaction that holds it is on disk.
/// * A write that fails is rolled back by itself, to its own savepoint unless it is one statement; the others in the
///   transaction are not concerned. When the transaction itself fails (disk full, damage), everyone who shared it is told.
/// * The writer runs on the database's own queue and belongs to no task, so a cancelled caller takes nobody with it.
///   A caller that is cancelled while it waits still learns the true outcome.
/// * Writes are carried out in the order in which they were handed in.
final class GroupCommit: Sendable {
    /// One caller's write, with the ways to tell it what became of it.
    private struct Write: Sendable {
        /// One statement takes itself back when it fails.
        var isOneStatement: Bool
        /// Does the work inside the transaction; what it returns tells the caller, after the commit.
        var perform: @Sendable (Database) throws -> @Sendable () -> Void
        var fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Write] = []
        /// Whether the writer has been called and has not yet found the queue empty.
        var writerIsCalled = false
    }

    /// Bounds how long one transaction may grow, and so how long its first caller waits.
    private static let largestGroup = 512

    private let pool: DatabasePool
    private let path: String
    private let state = Mutex(State())

    init(pool: DatabasePool, path: String) {
        self.pool = pool
        self.path = path
    }

    /// Carries out `body` in a shared transaction and returns its result when that is on disk.
    ///
    /// - Parameter isOneStatement: that `body` executes no more than one, which then needs no savepoint.
    func write<Value: Sendable>(
        isOneStatement: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Write(isOneStatement: isOneStatement) { db in
                    let value = try body(db)
                    return { continuation.resume(returning: value) }
                } fail: {
                    continuation.resume(throwing: $0)
                })
        }
    }

    private func enqueue(_ write: Write) {
        let callWriter = state.withLock { state in
            state.waiting.append(write)
            defer { state.writerIsCalled = true }
            return !state.writerIsCalled
        }
        if callWriter { scheduleGroup() }
    }

    /// One group per turn on the writer's queue, so that an import's transaction gets its turn in between.
    private func scheduleGroup() {
        pool.asyncWriteWithoutTransaction { [self] db in
            commit(nextGroup(), in: db)
            let moreWait = state.withLock { state in
                state.writerIsCalled = !state.waiting.isEmpty
                return state.writerIsCalled
            }
            if moreWait { scheduleGroup() }
        }
    }

    private func nextGroup() -> [Write] {
        state.withLock { state in
            let group = Array(state.waiting.prefix(Self.largestGroup))
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    private func commit(_ group: [Write], in db: Database) {
        var tellOutcomes: [@Sendable () -> Void] = []
        do {
            try db.inTransaction(.immediate) {
                for write in group {
                    tellOutcomes.append(try carryOut(write, in: db))
                }
                return .commit
            }
        } catch {
            let error = CatalogError.typed(error, at: path)
            tellOutcomes = group.map { write in { write.fail(error) } }
        }
        for tell in tellOutcomes { tell() }
    }

    /// Carries out one write, in its savepoint if it needs one. Throws only when SQLite has given up the whole transaction.
    private func carryOut(_ write: Write, in db: Database) throws -> @Sendable () -> Void {
        var tellOutcome: @Sendable () -> Void = {}
        do {
            if write.isOneStatement { return try write.perform(db) }
            try db.inSavepoint {
                tellOutcome = try write.perform(db)
                return .commit
            }
        } catch {
            guard db.isInsideTransaction else { throw error }
            let error = CatalogError.typed(error, at: path)
            tellOutcome = { write.fail(error) }
        }
        return tellOutcome
    }
}

/// How an import works, not what it finds.
public struct ImportOptions: Hashable, Sendable {
    /// Files analysed at the same time, at least 1.
    public var jobs: Int
    /// Files per transaction, and so the most that a `kill -9` can lose besides those in work.
    public var batchSize: Int
    /// The longest time an analysed file waits for its transaction.
    public var batchInterval: Duration

    /// Whether files that have not changed are listened to again, for what a newer program hears in them.
    public var again: Bool

    public init(jobs: Int, batchSize: Int = 16, batchInterval: Duration = .seconds(1), again: Bool = false) {
        self.again = again
        self.jobs = max(1, jobs)
        self.batchSize = max(1, batchSize)
        self.batchInterval = batchInterval
    }
}

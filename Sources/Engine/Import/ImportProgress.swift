/// How far an import has come, for a progress bar or the `library` topic.
public struct ImportProgress: Hashable, Sendable {
    /// Files dealt with: imported, skipped or unchanged.
    public var done: Int
    /// Files found.
    public var total: Int
    /// Bytes of the analysed files.
    public var bytes: Int64
    public var imported: Int
    public var unchanged: Int
    public var skipped: Int
    /// Analysed files per second since the start; 0 before the first.
    public var filesPerSecond: Double
    /// Seconds to go at that rate; `nil` before it is known.
    public var remainingSeconds: Double?
    /// The file that was finished last, relative to its folder; empty before the first.
    public var current: String
    /// What the last file was skipped for, when it was.
    public var problem: ImportProblem?
    /// Embedders that could not be used so far.
    public var downgrades: [ImportDowngrade]

    public init(
        done: Int = 0, total: Int = 0, bytes: Int64 = 0, imported: Int = 0, unchanged: Int = 0, skipped: Int = 0,
        filesPerSecond: Double = 0, remainingSeconds: Double? = nil, current: String = "",
        problem: ImportProblem? = nil,
        downgrades: [ImportDowngrade] = []
    ) {
        self.downgrades = downgrades
        self.done = done
        self.total = total
        self.bytes = bytes
        self.imported = imported
        self.unchanged = unchanged
        self.skipped = skipped
        self.filesPerSecond = filesPerSecond
        self.remainingSeconds = remainingSeconds
        self.current = current
        self.problem = problem
    }
}

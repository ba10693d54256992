/// The end of an import. As JSON it is the line that `attune import --json` prints.
public struct ImportSummary: Hashable, Sendable, Codable {
    /// Files whose audio was analysed and stored.
    public var imported: Int
    /// Files that had not changed since they were imported; their audio was not read.
    public var unchanged: Int
    /// Files and folders that could not be used; each is in ``problems``.
    public var skipped: Int
    /// Files with a sound's suffix that were found.
    public var files: Int
    public var seconds: Double
    /// In path order.
    public var problems: [ImportProblem]

    public init(
        imported: Int = 0, unchanged: Int = 0, skipped: Int = 0, files: Int = 0, seconds: Double = 0,
        problems: [ImportProblem] = []
    ) {
        self.imported = imported
        self.unchanged = unchanged
        self.skipped = skipped
        self.files = files
        self.seconds = seconds
        self.problems = problems
    }
}

/// A file or folder that was skipped, and why.
public struct ImportProblem: Hashable, Sendable, Codable {
    public var path: String
    /// A sentence for a person.
    public var reason: String

    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}

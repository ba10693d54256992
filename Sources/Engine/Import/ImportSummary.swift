public import Ranking

/// The end of an import. As JSON it is the line that `attune import --json` prints.
public struct ImportSummary: Hashable, Sendable, Codable {
    /// Files whose audio was analysed and stored.
    public var imported: Int
    /// Files that hold what they held when they were imported. Their audio was not read, unless size or time had changed.
    public var unchanged: Int
    /// Files and folders that could not be used; each is in ``problems``.
    public var skipped: Int
    /// Files that are named like sounds, and whatever else is in ``problems``.
    public var files: Int
    public var seconds: Double
    /// In path order.
    public var problems: [ImportProblem]
    /// Files that were known under another path; their audio was not read.
    public var moved: Int
    /// Files that had been missing and are back; their audio was not read.
    public var restored: Int
    /// Known files that are gone since the last import.
    public var missing: Int
    /// Embedders that could not be used, whose sounds are compared by the next best vector until a later import.
    public var downgrades: [ImportDowngrade]
    /// Sounds whose vectors could not be used, in path order; they are compared by their next best vector.
    public var refusals: [ImportRefusal]

    public init(
        imported: Int = 0, unchanged: Int = 0, skipped: Int = 0, files: Int = 0, seconds: Double = 0,
        problems: [ImportProblem] = [], moved: Int = 0, restored: Int = 0, missing: Int = 0,
        downgrades: [ImportDowngrade] = [],
        refusals: [ImportRefusal] = []
    ) {
        self.refusals = refusals
        self.downgrades = downgrades
        self.moved = moved
        self.restored = restored
        self.missing = missing
        self.imported = imported
        self.unchanged = unchanged
        self.skipped = skipped
        self.files = files
        self.seconds = seconds
        self.problems = problems
    }
}

/// An embedder that could not be used in an import, and why.
public struct ImportDowngrade: Hashable, Sendable, Codable {
    public var space: EmbeddingSpace
    /// A sentence for a person.
    public var reason: String

    public init(space: EmbeddingSpace, reason: String) {
        self.space = space
        self.reason = reason
    }
}

/// A sound that an embedder gave no usable vector for, and why.
public struct ImportRefusal: Hashable, Sendable, Codable {
    public var path: String
    public var space: EmbeddingSpace
    /// A sentence for a person.
    public var reason: String

    public init(path: String, space: EmbeddingSpace, reason: String) {
        self.path = path
        self.space = space
        self.reason = reason
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

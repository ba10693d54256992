/// The half of a library that nodes share. Each has a replica; what changes in one is told to the others as all that is stored of a
/// sound, and merged there so that replicas that were told the same are the same, in whichever order they were told.
/// Conformer: `Catalog`.
public protocol SharedLibrary: Sendable {
    /// Rings when there may be something to tell, and once at first.
    var untoldBell: AsyncStream<Void> { get }
    /// Some of the sounds that changed, or that somebody asked for, since the others were told of them. From the first call on,
    /// what any process writes is kept to be told.
    func untold(limit: Int) async throws -> [UntoldSound]
    /// The others were told of these as they were.
    func told(_ sounds: [UntoldSound]) async throws
    /// What tells where two libraries differ, a number for each part. O(library).
    func digests() async throws -> [UInt64]
    /// Somebody has a library of these digests, none if nothing: tells of every sound of the parts that differ here, but those that
    /// another node tells of first.
    func tell(besides digests: [UInt64]) async throws
    /// The place up to which the others' sounds were taken; `nil` before the first.
    func libraryPosition() async throws -> String?
    /// Merges what others told, in one transaction with the place up to which it was read. Returns what changed, and of how many
    /// no sound could be read.
    func take(_ sounds: [String], through position: String) async throws -> (change: LibraryChange, unread: Int)
}

/// How much a node has stored that the others were not told of.
public struct Backlog: Hashable, Sendable {
    /// Entries of the journal.
    public var telemetry: Int
    /// Sounds.
    public var library: Int

    public init(telemetry: Int, library: Int) {
        self.telemetry = telemetry
        self.library = library
    }
}

/// Conformer: `Catalog`.
public protocol BacklogSource: Sendable {
    /// O(what is not told).
    func backlog() async throws -> Backlog
}

/// All that is stored of a sound which the other nodes have yet to be told of.
public struct UntoldSound: Hashable, Sendable {
    public var sample: String
    /// Another when the sound changes while it is told.
    public var mark: Int64
    public var json: String

    public init(sample: String, mark: Int64, json: String) {
        self.sample = sample
        self.mark = mark
        self.json = json
    }
}

public import Ranking

/// Which library, and which of its states.
public struct LibraryVersion: Hashable, Sendable {
    /// A random number given to the library when it was made, so that what was derived from another one is told apart.
    public var library: UInt64
    /// Grows with every change that any process makes to the library.
    public var generation: Int64

    public init(library: UInt64 = 0, generation: Int64 = 0) {
        self.library = library
        self.generation = generation
    }
}

/// What differs between two states of a library.
public struct LibraryDifference: Hashable, Sendable {
    /// New or different, as they are now.
    public var sounds: [Sound]
    public var removed: [SampleID]
    /// The newer state.
    public var version: LibraryVersion

    public init(sounds: [Sound], removed: [SampleID], version: LibraryVersion) {
        self.sounds = sounds
        self.removed = removed
        self.version = version
    }
}

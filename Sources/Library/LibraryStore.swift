public import Music
public import Ranking

/// Where the library is kept. Conformers: `Catalog` (SQLite) and the in-memory store of the tests.
public protocol LibraryStore: Sendable {
    /// The first `limit` known places under a folder (or of all with `""`) behind a path, in the order of the paths' bytes, so
    /// that an import can skip what has not changed without holding all of it in memory.
    func places(under folder: String, after path: String?, limit: Int) async throws -> [Place]

    /// What is known of these paths, in any order; a path that is not known is passed over.
    func places(at paths: [String]) async throws -> [Place]

    /// Every place, wherever, whose file has one of these sizes and times; in any order.
    func places(stamped stamps: [FileStamp]) async throws -> [Place]

    /// The folders that were imported, none inside another, in order: what a service follows.
    func folders() async throws -> [String]

    /// Adds imported folders, absolute and without links in their paths.
    func add(folders: [String]) async throws

    /// Stores sounds with their places in one transaction. A sound that is known keeps its first import time and the
    /// facts with source `user`; a place that is known is replaced. Returns what changed.
    @discardableResult
    func save(_ imports: [ImportedFile]) async throws -> LibraryChange

    /// Adds or refreshes a place of a sound that is already stored, listed or not; used when a file's content proves to be
    /// known, and when a file is back.
    @discardableResult
    func record(_ places: [Place]) async throws -> LibraryChange

    /// Of every listed sound that has a vector, but none of these spaces: one place whose file was there when last looked
    /// for. The first `limit` behind a path, in the order of the paths' bytes.
    func places(lacking spaces: [EmbeddingSpace], after path: String?, limit: Int) async throws -> [Place]

    /// How many places ``places(lacking:after:limit:)`` would give in all.
    func placeCount(lacking spaces: [EmbeddingSpace]) async throws -> Int

    /// Adds vectors, and the tags that came with them, to sounds that are stored. A sound shows the vector of the first
    /// space, in the order of ``Ranking/EmbeddingSpace``, that it has one of. Vectors of another model in the same space
    /// are dropped: they cannot be compared with these.
    @discardableResult
    func embed(_ sounds: [EmbeddedSound]) async throws -> LibraryChange

    /// Marks places whose files are gone. A sound without any other is no longer listed; its facts, corrections and
    /// history stay for when it is back.
    @discardableResult
    func miss(places paths: [String], at time: UnixTime) async throws -> LibraryChange

    /// Every sound, in id order, with its vector.
    func allSounds() async throws -> [Sound]

    /// Reads one state of the library as often as `body` likes, however others change it meanwhile; sounds come in id
    /// order and are not all in memory at once.
    func withSounds<Result: Sendable>(
        _ body: @escaping @Sendable (any SoundSource, LibraryVersion) throws -> Result
    ) async throws -> Result

    /// What changed since a state of this library. Takes time and memory by what changed.
    func difference(since generation: Int64) async throws -> LibraryDifference

    func sounds(_ ids: [SampleID]) async throws -> [Sound]

    /// A page of samples in id order after `after`; filters are conjunctive.
    func page(_ query: SampleQuery) async throws -> SamplePage

    /// Sets or clears facts with source `user` and returns the sample as it then is; `nil` when there is no such sample.
    func correct(_ id: SampleID, _ correction: Correction) async throws -> Sound?

    func summary() async throws -> LibrarySummary

    /// The newest state, in microseconds.
    func version() async throws -> LibraryVersion

    /// Says that any process may have changed the library, soon after it did, and now and then without a reason. For one reader.
    var touches: AsyncStream<Void> { get }
}

extension LibraryStore {
    /// Every known place under a folder, or all with `""`, in the order of the paths' bytes. Memory grows with their number.
    public func places(under folder: String) async throws -> [Place] {
        try await places(under: folder, after: nil, limit: .max)
    }
}

/// A file whose audio has been analysed.
public struct ImportedFile: Hashable, Sendable {
    public var place: Place
    public var sound: Sound

    public init(place: Place, sound: Sound) {
        self.place = place
        self.sound = sound
    }
}

/// A vector for a sound that is stored.
public struct EmbeddedSound: Hashable, Sendable {
    public var sample: SampleID
    public var space: EmbeddingSpace
    public var embedding: Embedding

    public init(sample: SampleID, space: EmbeddingSpace, embedding: Embedding) {
        self.sample = sample
        self.space = space
        self.embedding = embedding
    }
}

extension EmbeddedSound {
    /// Ranking takes a tag for a fact however sure it is, so a doubtful one is not stored: the network calls nine sounds of ten
    /// electronic with 0.1, whatever they are.
    public static let leastConfidence = 0.3

    /// Tags that are sure enough to be words of the library.
    public var sureTags: [Fact<Tag>] { embedding.tags.filter { $0.confidence >= Self.leastConfidence } }
}

/// What a save or a correction changed.
public struct LibraryChange: Hashable, Sendable {
    public var added: [SampleID]
    public var changed: [SampleID]
    public var removed: [SampleID]

    public init(added: [SampleID] = [], changed: [SampleID] = [], removed: [SampleID] = []) {
        self.added = added
        self.changed = changed
        self.removed = removed
    }

    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// Takes in a later change, so that this is what both changed together.
    public mutating func formUnion(_ later: LibraryChange) {
        let (wereAdded, wereRemoved) = (Set(added), Set(removed))
        let back = wereRemoved.intersection(later.added)
        let new = wereAdded.subtracting(later.removed).union(Set(later.added).subtracting(back))
        let gone = wereRemoved.subtracting(back).union(Set(later.removed).subtracting(wereAdded))
        changed = Set(changed + later.changed).union(back).subtracting(new).subtracting(gone).sorted()
        added = new.sorted()
        removed = gone.sorted()
    }
}

/// `GET /v1/samples` as a value.
public struct SampleQuery: Hashable, Sendable {
    /// 1…200.
    public var limit: Int
    public var after: SampleID?
    /// Words that must all occur in name, path, pack or tags.
    public var text: String?
    /// Within ±5 BPM, the same, half or double.
    public var bpm: Double?
    public var key: Key?
    public var role: Role?

    public init(
        limit: Int = 50, after: SampleID? = nil, text: String? = nil, bpm: Double? = nil, key: Key? = nil,
        role: Role? = nil
    ) {
        self.limit = limit
        self.after = after
        self.text = text
        self.bpm = bpm
        self.key = key
        self.role = role
    }
}

/// One page, and where the next one starts.
public struct SamplePage: Hashable, Sendable {
    public var samples: [SampleFacts]
    /// The id to pass as `after`, or `nil` at the end.
    public var next: SampleID?

    public init(samples: [SampleFacts], next: SampleID?) {
        self.samples = samples
        self.next = next
    }
}

/// A person's corrections: absent keeps, `.some(nil)` takes an earlier correction back.
public struct Correction: Hashable, Sendable {
    public var bpm: Double??
    public var key: Key??
    public var role: Role??
    public var moods: [Tag]??

    public init(bpm: Double?? = .none, key: Key?? = .none, role: Role?? = .none, moods: [Tag]?? = .none) {
        self.bpm = bpm
        self.key = key
        self.role = role
        self.moods = moods
    }
}

/// Counts for `GET /v1/library` and `attune doctor`.
public struct LibrarySummary: Hashable, Sendable {
    public var sounds: Int
    public var places: Int
    public var packs: Int
    public var withTempo: Int
    public var withKey: Int
    public var withVector: Int
    /// Sounds by the space of the vector they are compared by.
    public var vectors: [EmbeddingSpace: Int]
    public var seconds: Double

    public init(
        sounds: Int = 0, places: Int = 0, packs: Int = 0, withTempo: Int = 0, withKey: Int = 0, withVector: Int = 0,
        vectors: [EmbeddingSpace: Int] = [:], seconds: Double = 0
    ) {
        self.sounds = sounds
        self.places = places
        self.packs = packs
        self.withTempo = withTempo
        self.withKey = withKey
        self.withVector = withVector
        self.vectors = vectors
        self.seconds = seconds
    }
}

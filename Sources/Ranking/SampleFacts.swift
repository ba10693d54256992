public import Music

/// How a sample's vector was made, the one that hears most first; also the `source` a suggestion names. Vectors of different spaces are never compared.
public enum EmbeddingSpace: String, CaseIterable, Hashable, Sendable, Codable {
    case clap, musicnn, fingerprint

    /// By its place: a type with raw values is hashed by their texts otherwise.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .clap: hasher.combine(0)
        case .musicnn: hasher.combine(1)
        case .fingerprint: hasher.combine(2)
        }
    }
}

/// What ranking knows of one sample. Unknown is `nil`, never a default that could be mistaken for knowledge.
public struct SampleFacts: Hashable, Sendable, Identifiable {
    public var id: SampleID
    /// File name with extension.
    public var name: String
    /// The first of the sample's places, as a path.
    public var path: String
    /// The folder that names the pack.
    public var pack: String
    public var role: Fact<Role>?
    /// Seconds of audio.
    public var durationSeconds: Double
    /// Tempo in beats per minute.
    public var tempo: Fact<Double>?
    public var key: Fact<Key>?
    /// Moods, genres and descriptive words, sorted, without repeats.
    public var tags: [Tag]
    /// 0…1.
    public var energy: Double?
    /// Integrated loudness (EBU R128), LUFS.
    public var loudnessLUFS: Double?
    public var addedAt: UnixTime
    /// The space of the stored vector, or `nil` when there is none.
    public var embedding: EmbeddingSpace?

    public init(
        id: SampleID, name: String, path: String = "", pack: String = "", role: Fact<Role>? = nil,
        durationSeconds: Double = 0, tempo: Fact<Double>? = nil, key: Fact<Key>? = nil, tags: [Tag] = [],
        energy: Double? = nil, loudnessLUFS: Double? = nil, addedAt: UnixTime = UnixTime(0),
        embedding: EmbeddingSpace? = nil
    ) {
        self.id = id
        self.name = name
        self.path = path
        self.pack = pack
        self.role = role
        self.durationSeconds = durationSeconds
        self.tempo = tempo
        self.key = key
        self.tags = tags
        self.energy = energy
        self.loudnessLUFS = loudnessLUFS
        self.addedAt = addedAt
        self.embedding = embedding
    }
}

public import Music
public import Ranking

/// One distinct piece of audio: what is known of it, its vector, and what the container says.
public struct Sound: Hashable, Sendable {
    /// Facts as the analysis and the names gave them, or as a person corrected them; `path`, `name`, `pack` are those
    /// of the first place.
    public var facts: SampleFacts
    /// Unit length, in the space `facts.embedding`; empty when there is none.
    public var vector: [Float16]
    public var sampleRate: Int
    public var channels: Int
    /// Frames of audio.
    public var frames: Int
    /// dBTP, or `nil` for silence.
    public var truePeakDB: Double?
    /// How sure each of `facts.tags` is, 0…1, where that is known.
    public var tagConfidences: [Tag: Double]

    public init(
        facts: SampleFacts, vector: [Float16], sampleRate: Int, channels: Int, frames: Int, truePeakDB: Double? = nil,
        tagConfidences: [Tag: Double] = [:]
    ) {
        self.tagConfidences = tagConfidences
        self.facts = facts
        self.vector = vector
        self.sampleRate = sampleRate
        self.channels = channels
        self.frames = frames
        self.truePeakDB = truePeakDB
    }
}

/// What tells cheaply whether a file has changed.
public struct FileStamp: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since 1970.
    public var modifiedNanoseconds: Int64

    public init(size: Int64, modifiedNanoseconds: Int64) {
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}

/// A file that holds a sound. The same sound may have several places.
public struct Place: Hashable, Sendable {
    /// Absolute path.
    public var path: String
    public var stamp: FileStamp
    public var sample: SampleID
    /// Whether the file was gone when it was last looked for.
    public var isMissing: Bool

    public init(path: String, stamp: FileStamp, sample: SampleID, isMissing: Bool = false) {
        self.path = path
        self.stamp = stamp
        self.sample = sample
        self.isMissing = isMissing
    }
}

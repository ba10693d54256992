public import Music

/// Everything one listening gives: identity, container, facts with confidence and source, and the vector.
public struct AnalysedAudio: Hashable, Sendable {
    /// First 32 hexadecimal digits of the SHA-256 of the decoded audio; the same for a renamed or losslessly re-wrapped copy.
    public var identity: String
    public var sampleRate: Int
    public var channels: Int
    /// Frames that were decoded.
    public var frames: Int
    /// Beats per minute; `nil` for one-shots, textures, and what could not be told.
    public var tempo: Fact<Double>?
    /// `nil` when unpitched or not told.
    public var key: Fact<Key>?
    public var role: Fact<Role>?
    /// Whether it repeats.
    public var form: Fact<Form>
    /// Moods, genres and descriptive words, most certain first.
    public var tags: [Fact<Tag>]
    /// 0 calm … 1 driving.
    public var energy: Double
    /// 0 dull … 1 bright.
    public var brightness: Double
    /// 0 sparse … 1 busy, from onsets per second.
    public var density: Double
    /// 0 slow … 1 immediate: how quickly the sound reaches its loudest.
    public var attack: Double
    /// 0 mono … 1 wide.
    public var stereoWidth: Double
    /// Integrated loudness, LUFS; `nil` below −70.
    public var loudnessLUFS: Double?
    /// dBTP; `nil` for silence.
    public var truePeakDB: Double?
    /// The `fingerprint` vector: ``AudioAnalyser/fingerprintDimension`` values of unit length; empty for silence.
    public var fingerprint: [Float16]
    /// The other answers, and why one is missing.
    public var evidence: Evidence

    public var durationSeconds: Double { Double(frames) / Double(sampleRate) }

    /// How a sound is meant to be used.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        case loop
        case oneShot = "one-shot"
        /// Long, without a beat: a pad, an ambience, a drone.
        case texture
    }
}

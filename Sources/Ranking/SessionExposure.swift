/// What one session was shown and has not taken: the ground of `fatigue`.
public struct SessionExposure: Hashable, Sendable {
    /// When each sample was last shown and ignored.
    public private(set) var ignored: [SampleID: UnixTime] = [:]

    public init() {}
}

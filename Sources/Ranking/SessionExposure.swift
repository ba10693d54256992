/// What one session was shown and has not taken: the ground of `fatigue`.
public struct SessionExposure: Hashable, Sendable {
    /// When each sample was last shown and ignored.
    public private(set) var ignored: [SampleID: UnixTime] = [:] { didSet { rows = RowCache() } }
    private var rows = RowCache<UnixTime>()

    /// Seconds in which fatigue halves: 20 minutes.
    public static let halfLife = 20.0 * 60
    /// After twelve half-lives less than 1/4000 is left, and the entry goes.
    static let memory = 12 * halfLife

    public init() {}

    /// These samples were suggested and ignored: skipped, or left standing above one that was accepted.
    public mutating func passOver(_ ids: [SampleID], at time: UnixTime) {
        for id in ids { ignored[id] = max(time, ignored[id] ?? time) }
        ignored = ignored.filter { time.since($0.value) < Self.memory }
    }

    /// The sample was taken after all: nothing is held against it.
    public mutating func take(_ id: SampleID) { ignored[id] = nil }

    /// Holds against a sample what was held against it before.
    public mutating func restore(_ id: SampleID, to time: UnixTime?) { ignored[id] = time }

    /// When the ignored samples that a table has were, in row order.
    func ignored(in table: FeatureTable) -> [RowCache<UnixTime>.Entry] { rows.entries(of: ignored, in: table) }

    /// −1 just ignored, halving every 20 minutes.
    public static func fatigue(since time: UnixTime, at now: UnixTime) -> Double {
        -Decay.halving(age: now.since(time), halfLife: halfLife)
    }
}

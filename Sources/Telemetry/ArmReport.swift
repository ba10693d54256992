public import Ranking

/// What happened in one arm, as counts and as rates.
public struct ArmReport: Hashable, Sendable {
    public var arm: String
    public var mode: RankingMode
    public var tally: ArmTally

    public init(arm: Experiment.Arm, tally: ArmTally) {
        self.arm = arm.name
        mode = arm.mode
        self.tally = tally
    }

    /// Suggestions seen, among those sent.
    public var viewThrough: Rate { Rate(tally.views, of: tally.impressions) }
    /// Suggestions listened to, among those sent.
    public var previewRate: Rate { Rate(tally.previews, of: tally.impressions) }
    /// Suggestions accepted, among those sent.
    public var acceptRate: Rate { Rate(tally.accepts, of: tally.impressions) }
    /// Suggestions skipped, among those sent.
    public var skipRate: Rate { Rate(tally.skips, of: tally.impressions) }
    /// Sets of which something was accepted, among those sent: what the verdict rests on.
    public var acceptedSets: Rate { Rate(tally.acceptedSets, of: tally.sets) }
}

/// The state of an experiment: counts and rates of each arm, comparisons with the first arm, and a verdict.
public struct ExperimentReport: Hashable, Sendable {
    public var experiment: Experiment
    /// In the order of the experiment's arms.
    public var arms: [ArmReport]
    /// One for each arm after the first, as soon as both have sent a set.
    public var comparisons: [Comparison]
    public var ratio: SampleRatio
    public var verdict: Verdict

    /// Tallies of arms that the experiment no longer has are left out; an arm without a tally has seen nothing.
    public init(of experiment: Experiment, tallies: [ArmTally]) {
        let tallies = Dictionary(tallies.map { ($0.arm, $0) }) { first, _ in first }
        let arms = experiment.arms.map { ArmReport(arm: $0, tally: tallies[$0.name] ?? ArmTally(arm: $0.name)) }
        let comparisons =
            arms.first.map { control in
                arms.dropFirst().compactMap { Comparison(of: $0, with: control, among: arms.count - 1) }
            } ?? []
        let ratio = SampleRatio(sessions: arms.map(\.tally.sessions), weights: experiment.arms.map(\.weight))
        self.experiment = experiment
        self.arms = arms
        self.comparisons = comparisons
        self.ratio = ratio
        verdict = Verdict(arms: arms, comparisons: comparisons, ratio: ratio)
    }
}

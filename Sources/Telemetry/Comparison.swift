/// How much more often sets of one arm led to an accept than sets of the first arm.
///
/// Sets are taken as independent. Those of one session are not quite, so a narrow margin deserves doubt.
public struct Comparison: Hashable, Sendable {
    public var arm: String
    /// The first arm of the experiment.
    public var control: String
    /// The arm's rate less the control's, −1…1.
    public var difference: Double
    /// The true difference, with 95 % confidence over all comparisons of the report.
    public var interval: Interval
    /// The statistic of the two-proportion test.
    public var z: Double

    /// Whether the difference has a certain sign.
    public var isDecided: Bool { interval.excludesZero }

    /// `nil` while one of the arms has sent no set.
    public init?(of arm: ArmReport, with control: ArmReport, among comparisons: Int = 1) {
        let quantile = Confidence.quantile95(sharedBy: comparisons)
        guard let difference = arm.acceptedSets.difference(from: control.acceptedSets),
            let interval = arm.acceptedSets.differenceInterval(from: control.acceptedSets, z: quantile)
        else { return nil }
        self.arm = arm.arm
        self.control = control.arm
        self.difference = difference
        self.interval = interval
        z = arm.acceptedSets.z(against: control.acceptedSets)
    }
}

extension Rate {
    fileprivate func difference(from other: Rate) -> Double? {
        guard let value, let otherValue = other.value else { return nil }
        return value - otherValue
    }

    /// Newcombe's hybrid score interval of a difference of proportions, built from the Wilson intervals of both:
    /// `d − √((p₂−l₂)² + (u₁−p₁)²)` … `d + √((u₂−p₂)² + (p₁−l₁)²)`, with `₂` this rate and `₁` the other.
    ///
    /// Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    /// (1998), method 10.
    func differenceInterval(from other: Rate, z: Double = Confidence.quantile95) -> Interval? {
        guard let p2 = value, let own = interval(z: z), let p1 = other.value, let others = other.interval(z: z) else {
            return nil
        }
        let below = (p2 - own.low) * (p2 - own.low) + (others.high - p1) * (others.high - p1)
        let above = (own.high - p2) * (own.high - p2) + (p1 - others.low) * (p1 - others.low)
        return Interval(low: p2 - p1 - below.squareRoot(), high: p2 - p1 + above.squareRoot())
    }

    /// The two-proportion test with pooled variance: `(p₂−p₁) / √(p̄(1−p̄)(1/n₁+1/n₂))`; 0 when nothing varies.
    ///
    /// Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions" (2003), section 3.3, uncorrected.
    func z(against other: Rate) -> Double {
        guard let p2 = value, let p1 = other.value else { return 0 }
        let pooled = Double(count + other.count) / Double(chances + other.chances)
        let variance = pooled * (1 - pooled) * (1 / Double(chances) + 1 / Double(other.chances))
        return variance > 0 ? (p2 - p1) / variance.squareRoot() : 0
    }
}

/// What the experiment says so far.
public enum Verdict: Hashable, Sendable {
    /// One arm has nothing to be compared with.
    case nothingToCompare
    /// Sessions were not dealt as the weights say.
    case unreliable
    /// How many more sets all arms together need.
    case notEnoughData(moreSets: Int)
    /// This arm is better than the first.
    case better(Comparison)
    /// Every other arm is worse than the first; the closest of them.
    case controlIsBest(Comparison)
    case noDifferenceFound

    /// The difference in the rate of accepted sets that the experiment should not miss: 5 points.
    public static let detectableDifference = 0.05

    /// Sets that each arm needs before a verdict is given, so that a difference of 5 points is found four times out
    /// of five, at 95 % confidence: `n = (z₀.₉₇₅ + z₀.₈)² · (p₁(1−p₁) + p₂(1−p₂)) / δ²`.
    ///
    /// Fleiss, Levin, Paik (2003), section 4.2, in its simple form. `p₁` is the control's rate, drawn to the middle by
    /// two successes and two failures (Agresti, Coull 1998), so that the first sets do not decide how many are needed;
    /// `p₂` lies `δ` from it towards the middle, where rates vary most. Giving no verdict before keeps frequent looks
    /// at the report from finding chance differences.
    public static func setsNeeded(control: Rate, comparisons: Int = 1) -> Int {
        let p1 = Double(control.count + 2) / Double(control.chances + 4)
        let p2 = p1 <= 0.5 ? p1 + detectableDifference : p1 - detectableDifference
        let quantiles = Confidence.quantile95(sharedBy: comparisons) + Confidence.power80
        let variance = p1 * (1 - p1) + p2 * (1 - p2)
        return Int((quantiles * quantiles * variance / (detectableDifference * detectableDifference)).rounded(.up))
    }

    init(arms: [ArmReport], comparisons: [Comparison], ratio: SampleRatio) {
        guard let control = arms.first, arms.count > 1 else {
            self = .nothingToCompare
            return
        }
        if case .mismatch = ratio {
            self = .unreliable
            return
        }
        let needed = Self.setsNeeded(control: control.acceptedSets, comparisons: arms.count - 1)
        let missing = arms.reduce(0) { $0 + max(0, needed - $1.tally.sets) }
        let best = comparisons.max { $0.difference < $1.difference }
        if missing > 0 {
            self = .notEnoughData(moreSets: missing)
        } else if let best, best.isDecided, best.difference > 0 {
            self = .better(best)
        } else if let best, comparisons.allSatisfy({ $0.isDecided && $0.difference < 0 }) {
            self = .controlIsBest(best)
        } else {
            self = .noDifferenceFound
        }
    }
}

extension Verdict {
    /// The verdict in a sentence or two for people.
    public var sentence: String {
        switch self {
        case .nothingToCompare:
            "The experiment has one arm, so there is nothing to compare."
        case .unreliable:
            "Sessions were not dealt to the arms as their weights say, so the rates cannot be trusted. "
                + "Find out which arm loses sessions before reading on."
        case .notEnoughData(let moreSets):
            "Not enough data yet: \(moreSets) more \(moreSets == 1 ? "set is" : "sets are") needed."
        case .better(let comparison):
            "\(comparison.arm) is better: \(points(comparison.difference)) points more of its sets led to an accept "
                + "than of \(comparison.control)'s (\(range(comparison.interval)))."
        case .controlIsBest(let comparison):
            "\(comparison.control) is better: \(points(-comparison.difference)) points more of its sets led to an accept "
                + "than of \(comparison.arm)'s "
                + "(\(range(Interval(low: -comparison.interval.high, high: -comparison.interval.low))))."
        case .noDifferenceFound:
            "No difference was found, although there are enough sets to notice one of 5 points."
        }
    }

    private func range(_ interval: Interval) -> String {
        "95 % confidence: \(points(interval.low)) to \(points(interval.high))"
    }

    /// Percentage points with one decimal.
    private func points(_ share: Double) -> Double { (share * 1000).rounded() / 10 }
}

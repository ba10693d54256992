/// Whether sessions were dealt to the arms as the weights say. When they were not, something between the deal and the
/// count favours an arm, and no other figure of the report can be trusted.
///
/// Pearson's chi-squared test of goodness of fit at a level of 0.001, the usual one for this purpose: Fabijan et al.,
/// "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019.
public enum SampleRatio: Hashable, Sendable {
    /// One arm, or an expectation below five sessions, for which the test does not hold.
    case untested
    case asDealt(chiSquared: Double)
    case mismatch(chiSquared: Double)

    /// - Parameters:
    ///   - sessions: sessions seen in each arm.
    ///   - weights: each arm's weight, in the same order, > 0.
    public init(sessions: [Int], weights: [Double]) {
        let total = Double(sessions.reduce(0, +))
        let weight = weights.reduce(0, +)
        let expected = weights.map { total * $0 / weight }
        guard sessions.count > 1, sessions.count == weights.count, expected.allSatisfy({ $0 >= 5 }) else {
            self = .untested
            return
        }
        let chiSquared = zip(sessions, expected).reduce(0.0) { sum, pair in
            let distance = Double(pair.0) - pair.1
            return sum + distance * distance / pair.1
        }
        let limit = Confidence.chiSquared999(degreesOfFreedom: sessions.count - 1)
        self = chiSquared > limit ? .mismatch(chiSquared: chiSquared) : .asDealt(chiSquared: chiSquared)
    }
}

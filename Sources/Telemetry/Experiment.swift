public import Ranking

/// An A/B question: which ranking mode serves people better.
public struct Experiment: Hashable, Sendable, Codable {
    /// 1–64 of `a-z 0-9 -`.
    public var name: String
    /// Changing the salt deals the sessions anew.
    public var salt: String
    public var enabled: Bool
    /// Share of all sessions that take part, 0…1; the others get the server's default mode and no arm.
    public var traffic: Double
    public var arms: [Arm]

    /// One answer to the question.
    public struct Arm: Hashable, Sendable, Codable {
        public var name: String
        public var mode: RankingMode
        /// Relative weight > 0.
        public var weight: Double
        /// What components count in this arm, each 0…2; the server's weight where there is none.
        public var weights: [Component: Double]

        public init(name: String, mode: RankingMode, weight: Double, weights: [Component: Double] = [:]) {
            self.name = name
            self.mode = mode
            self.weight = weight
            self.weights = weights
        }

        /// Arms were once kept without weights of components.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            mode = try container.decode(RankingMode.self, forKey: .mode)
            weight = try container.decode(Double.self, forKey: .weight)
            weights = try container.decodeIfPresent([Component: Double].self, forKey: .weights) ?? [:]
        }
    }

    public init(name: String, salt: String, enabled: Bool, traffic: Double, arms: [Arm]) {
        self.name = name
        self.salt = salt
        self.enabled = enabled
        self.traffic = traffic
        self.arms = arms
    }

    /// The question Attune ships with: fusion or rules alone, half and half.
    public static let fusionVersusRules = Experiment(
        name: "fusion-vs-rules", salt: "2026-1", enabled: true, traffic: 1,
        arms: [Arm(name: "fusion", mode: .fusion, weight: 1), Arm(name: "rules", mode: .rules, weight: 1)])
}

/// A range that holds the true value with the stated confidence.
public struct Interval: Hashable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether zero lies outside, so that the sign is certain at the interval's confidence.
    public var excludesZero: Bool { low > 0 || high < 0 }
}

/// How often something happened among how many chances.
public struct Rate: Hashable, Sendable {
    public let count: Int
    public let chances: Int

    /// A count outside 0…`chances` is brought back into it.
    public init(_ count: Int, of chances: Int) {
        self.chances = max(chances, 0)
        self.count = min(max(count, 0), self.chances)
    }

    /// 0…1, or `nil` when there was no chance yet.
    public var value: Double? { chances > 0 ? Double(count) / Double(chances) : nil }

    /// The Wilson score interval, which stays within 0…1 and is sound for small counts; `nil` when there was no chance.
    ///
    /// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    /// With `p` the rate, `n` the chances and `z` the normal quantile (95 %: 1.959964):
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`.
    public func interval(z: Double = Confidence.quantile95) -> Interval? {
        guard let p = value else { return nil }
        let n = Double(chances)
        let centre = p + z * z / (2 * n)
        let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return Interval(low: max(0, (centre - reach) / scale), high: min(1, (centre + reach) / scale))
    }
}

/// Quantiles that the report needs, tabulated, since the room knows no mathematics library.
public enum Confidence {
    /// Two-sided 95 % of the standard normal distribution.
    public static let quantile95 = 1.959_963_984_540_054

    /// One-sided 80 % of the standard normal distribution: a power of 80 %.
    static let power80 = 0.841_621_233_572_914

    /// Two-sided 95 % shared by that many comparisons (Bonferroni): the normal quantile at 1 − 0.025/m.
    /// From eight on, the quantile of seven.
    static func quantile95(sharedBy comparisons: Int) -> Double {
        let quantiles = [
            quantile95, 2.241_402_727_604_945, 2.393_979_799_818_510, 2.497_705_474_412_374, 2.575_829_303_548_901,
            2.638_257_273_476_751, 2.690_109_527_158_866,
        ]
        return quantiles[min(max(comparisons, 1), quantiles.count) - 1]
    }

    /// The value that a chi-squared variable exceeds once in a thousand, for 1…7 degrees of freedom.
    static func chiSquared999(degreesOfFreedom: Int) -> Double {
        let values = [10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322]
        return values[min(max(degreesOfFreedom, 1), values.count) - 1]
    }
}

/// Delays counted in fixed buckets, with the promise of 200 ms among them.
public struct DelayCounts: Hashable, Sendable {
    /// Upper bounds in milliseconds; what is above the last is in ``count`` alone.
    public static let bounds: [Double] = [0.5, 1, 2, 5, 10, 25, 50, 100, 200, 500, 1000]

    /// One count per bound, not cumulated.
    public private(set) var buckets = [Int](repeating: 0, count: bounds.count)
    public private(set) var count = 0
    /// Milliseconds.
    public private(set) var sum = 0.0

    public init() {}

    public mutating func add(_ milliseconds: Double) {
        count += 1
        sum += milliseconds
        if let bucket = Self.bounds.firstIndex(where: { milliseconds <= $0 }) { buckets[bucket] += 1 }
    }
}

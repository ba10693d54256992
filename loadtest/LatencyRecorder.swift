import Histogram
import NIOCore

/// Latencies in microseconds, three significant digits, up to ten minutes.
struct LatencyRecorder {
    private var histogram = Histogram<UInt64>(
        highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)

    mutating func record(_ latency: TimeAmount) {
        let microseconds = UInt64(max(latency.nanoseconds, 0) / 1000)
        _ = histogram.record(min(microseconds, 600_000_000))
    }

    var summary: LatencySummary {
        func milliseconds(_ percentile: Double) -> Double {
            histogram.totalCount == 0 ? 0 : Double(histogram.valueAtPercentile(percentile)) / 1000
        }
        return LatencySummary(
            count: Int(histogram.totalCount), p50: milliseconds(50), p90: milliseconds(90), p99: milliseconds(99),
            p999: milliseconds(99.9), max: milliseconds(100))
    }
}

/// Percentiles in milliseconds.
struct LatencySummary: Codable, Sendable, Hashable {
    var count: Int
    var p50: Double
    var p90: Double
    var p99: Double
    var p999: Double
    var max: Double
}

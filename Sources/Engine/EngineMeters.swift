import Streaming
import Synchronization
import Telemetry

/// Counters and latency histograms of the engine. One lock: a few nanoseconds beside what is counted.
final class EngineMeters: Sendable {
    private struct State {
        var updates = DelayCounts()
        var pushes = DelayCounts()
        var events = 0
        var duplicates = 0
        var diskError: String?
    }

    private let state = Mutex(State())

    func countUpdate(milliseconds: Double) { state.withLock { $0.updates.add(milliseconds) } }

    func countSet(_ timings: StageTimings) { state.withLock { $0.pushes.add(timings.total) } }

    func countTelemetry(_ receipt: BatchReceipt) {
        state.withLock { state in
            state.events += receipt.accepted
            state.duplicates += receipt.duplicates
        }
    }

    func diskRefused(_ reason: String) { state.withLock { $0.diskError = reason } }
    func diskAccepted() { state.withLock { $0.diskError = nil } }
    var diskError: String? { state.withLock { $0.diskError } }

    func metrics() -> [Metric] {
        state.withLock { state in
            [
                .counter("attune_telemetry_events_total", "Telemetry events stored.", Double(state.events)),
                .counter(
                    "attune_telemetry_duplicates_total", "Telemetry events known already.", Double(state.duplicates)),
                state.updates.metric("attune_update_seconds", "Arrival of a context to its acknowledgement."),
                state.pushes.metric("attune_ingest_to_push_seconds", "Arrival of a change to its list on the stream."),
            ]
        }
    }
}

extension DelayCounts {
    func metric(_ name: String, _ help: String) -> Metric {
        var samples: [Metric.Sample] = []
        var below = 0
        for (bound, inBucket) in zip(Self.bounds, buckets) {
            below += inBucket
            samples.append(Metric.Sample(suffix: "_bucket", labels: [("le", "\(bound / 1000)")], value: Double(below)))
        }
        samples.append(Metric.Sample(suffix: "_bucket", labels: [("le", "+Inf")], value: Double(count)))
        samples.append(Metric.Sample(suffix: "_sum", value: sum / 1000))
        samples.append(Metric.Sample(suffix: "_count", value: Double(count)))
        return Metric(name: name, help: help, kind: .histogram, samples: samples)
    }
}

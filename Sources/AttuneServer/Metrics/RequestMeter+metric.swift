import Engine

extension RequestMeter {
    /// The counts as a histogram family. A stream counts when its headers are ready, not when it ends.
    var metric: Metric {
        var samples: [Metric.Sample] = []
        for (series, latency) in counts {
            let labels = [("method", series.method), ("route", series.route), ("status", String(series.status))]
            var below = 0
            for (bound, inBucket) in zip(Self.bounds, latency.buckets) {
                below += inBucket
                samples.append(.init(suffix: "_bucket", labels: labels + [("le", String(bound))], value: Double(below)))
            }
            samples.append(.init(suffix: "_bucket", labels: labels + [("le", "+Inf")], value: Double(latency.count)))
            samples.append(.init(suffix: "_sum", labels: labels, value: latency.sum))
            samples.append(.init(suffix: "_count", labels: labels, value: Double(latency.count)))
        }
        return Metric(
            name: "attune_http_request_seconds", help: "Arrival of a request to its answer being ready.",
            kind: .histogram, samples: samples)
    }
}

import AttuneServer
import Engine
import Testing

@Suite("Metrics")
struct PrometheusTextTests {
    @Test("a page is the text format, with what breaks it escaped")
    func page() {
        let metric = Metric(
            name: "a_total", help: "Back\\slash\nline", kind: .counter,
            samples: [
                Metric.Sample(value: 3),
                Metric.Sample(suffix: "_x", labels: [("route", "/a\"b\n"), ("le", "+Inf")], value: 0.25),
                Metric.Sample(value: .infinity),
            ])
        #expect(
            PrometheusText.page([metric]) == """
                # HELP a_total Back\\\\slash\\nline
                # TYPE a_total counter
                a_total 3
                a_total_x{route="/a\\"b\\n",le="+Inf"} 0.25
                a_total +Inf

                """)
    }

    @Test("requests are counted by route, method and status, in the bucket of their latency")
    func requests() throws {
        let meter = RequestMeter()
        let series = RequestMeter.Series(method: "GET", route: "/v1/samples/{id}", status: 200)
        meter.count(series, 0.0004)
        meter.count(series, 0.02)
        meter.count(series, 60)
        let counted = try #require(meter.counts.first)
        #expect(meter.counts.count == 1)
        #expect(counted.series == series)
        #expect(counted.latency.count == 3)
        #expect(counted.latency.buckets.reduce(0, +) == 2)
        #expect(counted.latency.buckets.first == 1)
    }

    @Test("methods nobody knows share one series, so that a client cannot make more")
    func unknownMethods() {
        let meter = RequestMeter()
        for method in ["BREW", "PROPFIND", "X1", "X2"] {
            meter.count(RequestMeter.Series(method: method, route: "unmatched", status: 404), 0.001)
        }
        #expect(meter.counts.map(\.series.method) == ["other"])
    }
}

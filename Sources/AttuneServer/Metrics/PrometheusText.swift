package import Engine

/// The text exposition format 0.0.4 of Prometheus.
package enum PrometheusText {
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// One page of metric families.
    package static func page(_ metrics: [Metric]) -> String {
        var page = ""
        for metric in metrics {
            page += "# HELP \(metric.name) \(escaped(metric.help, quote: false))\n"
            page += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            for sample in metric.samples {
                page += "\(metric.name)\(sample.suffix)\(labels(sample.labels)) \(number(sample.value))\n"
            }
        }
        return page
    }

    private static func labels(_ labels: [(name: String, value: String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quote: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map(String.init) ?? value.description
    }
}

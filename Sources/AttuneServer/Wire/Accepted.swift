/// What a client of the stream's address wants, by its `Accept` header. Events unless it prefers another form: what
/// `EventSource` and `curl` send means events.
package enum Accepted: Hashable, Sendable {
    case events, lines, snapshot

    /// Takes the form with the highest `q`, and of several the first; events where none is acceptable.
    package init(_ header: String?) {
        var weights: [String: Double] = [:]
        for range in (header ?? "*/*").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimmingSpace.lowercased() }
            guard let name = parts.first else { continue }
            let q = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            weights[name] = max(weights[name] ?? 0, q)
        }
        var best = 0.0
        self = .events
        for form in [Accepted.events, .lines, .snapshot] {
            guard let weight = form.ranges.lazy.compactMap({ weights[$0] }).first, weight > best else { continue }
            best = weight
            self = form
        }
    }

    /// The media ranges that mean this form, most specific first: the first that is given decides (RFC 9110,
    /// section 12.5.1). Lines are for those who ask for them by name.
    private var ranges: [String] {
        switch self {
        case .events: ["text/event-stream", "text/*", "*/*"]
        case .lines: ["application/x-ndjson"]
        case .snapshot: ["application/json", "application/*", "*/*"]
        }
    }
}

extension Substring {
    fileprivate var trimmingSpace: Substring {
        let front = drop { $0 == " " || $0 == "\t" }
        let end = front.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { front[...$0] } ?? ""
    }
}

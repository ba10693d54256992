/// What a client of the stream's address wants, by its `Accept` header. Events unless it prefers another form: what
/// `EventSource` and `curl` send means events.
package enum Accepted: Hashable, Sendable {
    case events, lines, snapshot

    /// Weighs the `q` of the three forms; wildcards mean events, and events win a tie.
    package init(_ header: String?) {
        var weights: [Accepted: Double] = [:]
        for range in (header ?? "*/*").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.trimmingSpace.lowercased() }
            guard let name = parts.first, let form = Self.form(of: name) else { continue }
            let q = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            weights[form] = max(weights[form] ?? 0, q)
        }
        let order: [Accepted] = [.events, .lines, .snapshot]
        let best = order.max { (weights[$0] ?? 0, -$0.place) < (weights[$1] ?? 0, -$1.place) }
        self = best.flatMap { (weights[$0] ?? 0) > 0 ? $0 : nil } ?? .events
    }

    private var place: Int {
        switch self {
        case .events: 0
        case .lines: 1
        case .snapshot: 2
        }
    }

    private static func form(of name: String) -> Accepted? {
        switch name {
        case "text/event-stream", "text/*", "*/*": .events
        case "application/x-ndjson": .lines
        case "application/json", "application/*": .snapshot
        default: nil
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

import Synchronization

/// Counts requests and their latency to the first byte, by route: never by session or user, so that the number of series is
/// that of the contract's routes.
package final class RequestMeter: Sendable {
    package struct Series: Hashable, Sendable, Comparable {
        package var method: String
        /// The template, not the path.
        package var route: String
        package var status: Int

        package init(method: String, route: String, status: Int) {
            // Methods are the client's free text: what no route knows is one series.
            self.method = Self.methods.contains(method) ? method : "other"
            self.route = route
            self.status = status
        }

        package static func < (a: Series, b: Series) -> Bool {
            (a.route, a.method, a.status) < (b.route, b.method, b.status)
        }

        private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    }

    package struct Latency: Hashable, Sendable {
        /// How many took at most as long as ``bounds``, one count per bound, not cumulated.
        package var buckets = [Int](repeating: 0, count: RequestMeter.bounds.count)
        package var count = 0
        package var sum = 0.0
    }

    /// Upper bounds, seconds.
    package static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5]

    private let table = Mutex<[Series: Latency]>([:])

    package init() {}

    package func count(_ series: Series, _ seconds: Double) {
        table.withLock { table in
            let place = Self.bounds.firstIndex { seconds <= $0 }
            var latency = table[series] ?? Latency()
            if let place { latency.buckets[place] += 1 }
            latency.count += 1
            latency.sum += seconds
            table[series] = latency
        }
    }

    /// Everything counted so far, in a stable order.
    package var counts: [(series: Series, latency: Latency)] {
        table.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0 < $1.0 }
    }
}

import Ranking

/// The best of many scored rows, by a bounded heap. O(rows log count) at worst, near O(rows) as a rule.
struct TopRows {
    private let count: Int
    private let table: FeatureTable
    /// A heap whose root is the worst row kept.
    private var heap: [ScoredRow] = []

    /// What was kept, in no particular order.
    var rows: [ScoredRow] { heap }

    init(_ count: Int, by table: FeatureTable) {
        self.count = count
        self.table = table
        heap.reserveCapacity(count)
    }

    /// The worst row that is kept once there are `count`; `nil` before.
    var worst: ScoredRow? { heap.count < count ? nil : heap.first }

    mutating func add(_ row: ScoredRow) {
        if heap.count < count {
            heap.append(row)
            rise(from: heap.count - 1)
        } else if let worst = heap.first, row.score >= worst.score, table.precedes(row, worst) {
            heap[0] = row
            sink()
        }
    }

    private mutating func rise(from place: Int) {
        var child = place
        while child > 0 {
            let parent = (child - 1) / 2
            guard table.precedes(heap[parent], heap[child]) else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var worst = parent
            for child in 2 * parent + 1...2 * parent + 2
            where child < heap.count && table.precedes(heap[worst], heap[child]) {
                worst = child
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}

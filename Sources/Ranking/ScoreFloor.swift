/// The score that a row must reach to be among the best, as far as rows were seen: a bounded heap of the best scores.
public struct ScoreFloor: Sendable {
    /// The least score worth keeping, what scores may be wrong by taken away; −∞ until enough were seen.
    public private(set) var value = -Double.infinity
    private let count: Int
    private let slack: Double
    /// The root is the least.
    private var heap: [Double] = []

    /// - Parameters:
    ///   - count: how many of the best are wanted; `.max` keeps every row.
    ///   - slack: twice what a score may differ from the exact one.
    public init(_ count: Int, slack: Double) {
        self.count = count
        self.slack = slack
    }

    /// Rows are kept whatever they score.
    public static var none: ScoreFloor { ScoreFloor(.max, slack: 0) }

    /// O(log count), and O(1) for a score below the floor.
    mutating func add(_ score: Double) {
        guard count > 0, count < .max else { return }
        if heap.count < count {
            heap.append(score)
            guard heap.count == count else { return }
            // An ascending list is a heap.
            heap.sort()
        } else if score > heap[0] {
            heap[0] = score
            sink()
        } else {
            return
        }
        value = heap[0] - slack
    }

    private mutating func sink() {
        var parent = 0
        while 2 * parent + 1 < count {
            var child = 2 * parent + 1
            if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
            if heap[parent] <= heap[child] { return }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}

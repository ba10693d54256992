import Dispatch
import Library
import Ranking
import Synchronization

/// A library that changes under a reader that never rests.
final class LiveBenchmark: Sendable {
    private let shown: Mutex<IndexSnapshot>
    private let isOver = Atomic(false)
    private let longestPause = Mutex(0.0)

    private init(_ snapshot: IndexSnapshot) { shown = Mutex(snapshot) }

    /// Samples come one after the other. Returns the milliseconds until each is in the snapshot that is shown, ascending,
    /// and the longest that the reader waited for the newest snapshot meanwhile.
    static func changes(_ snapshot: IndexSnapshot, _ newcomers: [Sound]) throws -> (times: [Double], pause: Double) {
        let benchmark = LiveBenchmark(snapshot)
        let reader = DispatchQueue(label: "reader")
        reader.async { benchmark.read() }
        defer {
            benchmark.isOver.store(true, ordering: .releasing)
            reader.sync {}
        }
        let clock = ContinuousClock()
        var times: [Double] = []
        for (number, newcomer) in newcomers.enumerated() {
            let difference = LibraryDifference(
                sounds: [newcomer], removed: [], version: LibraryVersion(generation: Int64(number) + 1))
            let start = clock.now
            let changed = try benchmark.shown.withLock { $0 }.changed(difference)
            // The older one goes outside the lock, as it does in the service.
            _ = benchmark.shown.withLock { shown in
                defer { shown = changed }
                return shown
            }
            times.append((clock.now - start) / .milliseconds(1))
        }
        return (times.sorted(), benchmark.longestPause.withLock { $0 })
    }

    private func read() {
        let clock = ContinuousClock()
        while !isOver.load(ordering: .acquiring) {
            let start = clock.now
            let count = shown.withLock { $0 }.count
            let pause = (clock.now - start) / .milliseconds(1)
            if count > 0 { longestPause.withLock { $0 = max($0, pause) } }
        }
    }

    /// Milliseconds a list to see whether one more sample reaches it.
    static func reach(_ snapshot: IndexSnapshot, _ newcomer: Sound, _ requests: [RankingRequest]) throws -> Double {
        guard !requests.isEmpty else { return 0 }
        let lists = requests.map { ShownList(request: $0, list: snapshot.rank($0)) }
        let changed = try snapshot.changed(
            LibraryDifference(sounds: [newcomer], removed: [], version: LibraryVersion(generation: 1)))
        let change = changed.changes(from: snapshot)
        let time = ContinuousClock().measure { _ = changed.reached(lists, by: change) }
        return time / .milliseconds(1) / Double(lists.count)
    }

    /// Milliseconds a list when eight sessions are ranked in one pass.
    static func together(_ snapshot: IndexSnapshot, _ requests: [RankingRequest]) -> Double {
        guard !requests.isEmpty else { return 0 }
        let time = ContinuousClock().measure {
            for start in stride(from: 0, to: requests.count, by: 8) {
                snapshot.rank(Array(requests[start..<min(start + 8, requests.count)])) { _, _ in }
            }
        }
        return time / .milliseconds(1) / Double(requests.count)
    }
}

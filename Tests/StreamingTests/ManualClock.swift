import Streaming
import Synchronization

/// A clock whose hands the test turns.
final class ManualClock: Sendable {
    private struct State {
        var now = Duration.seconds(1000)
        var nextSleeper = 0
        var sleepers: [Int: (until: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        /// Resumed when someone begins to sleep.
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.now } }

    var feedClock: FeedClock {
        FeedClock(
            now: { self.now }, sleep: { try await self.sleep(until: $0) }, unixMilliseconds: { 1_700_000_000_000 })
    }

    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Returns once at least `count` sleep.
    func sleepers(_ count: Int) async {
        while state.withLock({ $0.sleepers.count < count }) {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    guard state.sleepers.count < count else { return true }
                    state.watchers.append(continuation)
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Turns the hands step by step, each time someone sleeps and everyone is ready, for as long as the condition holds.
    func advance(
        by step: Duration, while condition: () -> Bool, once isReady: () -> Bool = { true }
    ) async {
        while condition(), !Task.isCancelled {
            if state.withLock({ !$0.sleepers.isEmpty }), isReady() { advance(by: step) }
            await Task.yield()
        }
    }

    private func sleep(until: Duration) async throws {
        let key = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isOver, watchers) = state.withLock { state in
                    if until <= state.now || Task.isCancelled { return (true, [CheckedContinuation<Void, Never>]()) }
                    state.sleepers[key] = (until, continuation)
                    defer { state.watchers = [] }
                    return (false, state.watchers)
                }
                for watcher in watchers { watcher.resume() }
                if isOver {
                    if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else {
                        continuation.resume()
                    }
                }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: key) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

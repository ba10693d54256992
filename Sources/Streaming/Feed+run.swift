import Synchronization

extension Feed {
    /// How long after its due time a paced frame, a heartbeat or an end may come: readers that are due together are woken
    /// together.
    static let pacingGrain = Duration.milliseconds(2)
    static let lifetimeGrain = Duration.milliseconds(250)

    /// Keeps time for every stream until cancelled: one sweep for pacing, one for heartbeats and ages. An idle stream costs
    /// no task and no timer. Throws only `CancellationError`.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.keepPace() }
            group.addTask { try await self.keepLifetimes() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func keepLifetimes() async throws {
        while true {
            try await settings.clock.sleep(settings.clock.now() + Self.lifetimeGrain)
            sweepLifetimes()
        }
    }

    private func keepPace() async throws {
        while true {
            try Task.checkCancellation()
            guard let due = state.withLock({ $0.paced.first?.at }) else {
                await restUntilSomethingIsPaced()
                continue
            }
            let now = settings.clock.now()
            let wait = max(Self.pacingGrain, min(.nanoseconds(due) - now, Self.pacingGrain * 4))
            try await settings.clock.sleep(now + wait)
            sweepPaced()
        }
    }

    private func restUntilSomethingIsPaced() async {
        await withTaskCancellationHandler {
            _ = await withCheckedContinuation { waiter in
                let mayRest = state.withLock { state in
                    guard state.paced.first == nil, !Task.isCancelled else { return false }
                    state.pacer = waiter
                    return true
                }
                if !mayRest { waiter.resume(returning: true) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.pacer = nil }
                return state.pacer
            }
            waiter?.resume(returning: true)
        }
    }

    package func sweepPaced() {
        locked { state, now, waking in state.sweepPaced(at: now, waking: &waking) }
    }

    package func sweepLifetimes() {
        locked { state, now, waking in state.sweepLifetimes(at: now, waking: &waking) }
    }

    /// Ends every stream at a time drawn uniformly from the window, each with `retry` and `bye` after what it still had to
    /// get. Returns when all have ended: when each reader has come back after its last write. Readers that do not come back
    /// within the settings' `drainGrace` are cut off, and all are when the calling task is cancelled.
    public func drain(over window: Duration) async {
        let deadline = settings.clock.now() + window + settings.drainGrace
        locked { state, now, waking in state.drain(over: window.nanoseconds, at: now, waking: &waking) }
        while subscribers > 0 {
            sweepLifetimes()
            let now = settings.clock.now()
            do {
                guard now < deadline else { throw CancellationError() }
                try await settings.clock.sleep(now + .milliseconds(10))
            } catch {
                locked { state, _, waking in state.cutOff(waking: &waking) }
            }
        }
    }
}

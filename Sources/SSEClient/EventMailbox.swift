import NIOCore
import Synchronization

/// Hands events from a channel to one reader, with a bound: while more than `limit` bytes wait, the channel is not read, and
/// the server feels it.
final class EventMailbox: Sendable {
    private struct State {
        var events: [SSEEvent] = []
        /// Events before this index were taken.
        var taken = 0
        var bytes = 0
        var waiter: CheckedContinuation<Void, Never>?
        var outcome: Result<Void, SSEClientError>?
        var isPaused = false
        var channel: (any Channel)?
        var comments = 0
        var retryMilliseconds: Int?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    func attach(_ channel: any Channel) { state.withLock { $0.channel = channel } }

    var comments: Int { state.withLock { $0.comments } }
    var retryMilliseconds: Int? { state.withLock { $0.retryMilliseconds } }

    /// Adds what one read brought.
    func put(_ events: [SSEEvent], comments: Int, retryMilliseconds: Int?) {
        let (waiter, toPause) = state.withLock { state in
            state.comments = comments
            state.retryMilliseconds = retryMilliseconds
            guard !events.isEmpty else { return (nil as CheckedContinuation<Void, Never>?, nil as (any Channel)?) }
            state.events += events
            state.bytes += events.reduce(0) { $0 + $1.bytes.readableBytes + 64 }
            defer { state.waiter = nil }
            guard state.bytes > limit, !state.isPaused else { return (state.waiter, nil) }
            state.isPaused = true
            return (state.waiter, state.channel)
        }
        toPause?.setOption(.autoRead, value: false).whenComplete { _ in }
        waiter?.resume()
    }

    func finish(_ outcome: Result<Void, SSEClientError>) {
        let waiter = state.withLock { state in
            if state.outcome == nil { state.outcome = outcome }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The next event; `nil` once the stream has ended or the task was cancelled.
    func next() async throws(SSEClientError) -> SSEEvent? {
        while true {
            switch take() {
            case .event(let event): return event
            case .finished(.success): return nil
            case .finished(.failure(let error)): throw error
            case .nothing: break
            }
            if Task.isCancelled { return nil }
            await wait()
        }
    }

    private enum Taking {
        case event(SSEEvent)
        case finished(Result<Void, SSEClientError>)
        case nothing
    }

    private func take() -> Taking {
        let (taking, toRead) = state.withLock { state -> (Taking, (any Channel)?) in
            guard state.taken < state.events.count else {
                return (state.outcome.map { .finished($0) } ?? .nothing, nil)
            }
            let event = state.events[state.taken]
            state.taken += 1
            state.bytes -= event.bytes.readableBytes + 64
            if state.taken == state.events.count {
                state.events.removeAll(keepingCapacity: true)
                state.taken = 0
            }
            guard state.isPaused, state.bytes < limit / 2 else { return (.event(event), nil) }
            state.isPaused = false
            return (.event(event), state.channel)
        }
        toRead?.setOption(.autoRead, value: true).whenComplete { _ in }
        return taking
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let displaced: CheckedContinuation<Void, Never>? = state.withLock { state in
                    let mustWait = state.taken >= state.events.count && state.outcome == nil && !Task.isCancelled
                    guard mustWait else { return waiter }
                    defer { state.waiter = waiter }
                    return state.waiter
                }
                displaced?.resume()
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}

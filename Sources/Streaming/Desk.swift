/// Where the streams of one event loop are written: told which of them have something to take.
///
/// A stream's writer costs the feed an entry in a table. It is woken at most once until it takes, so what a desk is told is
/// bounded by its streams, however much is published.
public protocol Desk: AnyObject, Sendable {
    /// Called from any thread, after the feed's lock is released. The desk hops to its event loop and calls
    /// ``Feed/take(_:each:)`` there.
    func wake(_ keys: [SubscriberKey])
}

/// Who is told that a stream has something to write.
enum Waiter {
    /// A task that waits for its next write.
    case reader(CheckedContinuation<Bool, Never>)
    /// A writer on an event loop.
    case desk(any Desk)
}

/// Those whom one change of the feed wakes, gathered under the lock and told after it.
struct Woken {
    private var readers: [CheckedContinuation<Bool, Never>] = []
    private var desks: [(desk: any Desk, keys: [SubscriberKey])] = []

    mutating func add(_ waiter: Waiter, _ key: SubscriberKey) {
        switch waiter {
        case .reader(let continuation): readers.append(continuation)
        case .desk(let desk):
            // There are as many desks as event loops.
            guard let place = desks.firstIndex(where: { $0.desk === desk }) else {
                desks.append((desk, [key]))
                return
            }
            desks[place].keys.append(key)
        }
    }

    /// For a continuation that is not a stream's.
    mutating func add(_ continuation: CheckedContinuation<Bool, Never>) { readers.append(continuation) }

    consuming func tell() {
        for reader in readers { reader.resume(returning: true) }
        for (desk, keys) in desks { desk.wake(keys) }
    }
}

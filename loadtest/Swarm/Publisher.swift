import NIOCore
import NIOHTTP1
import NIOPosix

/// Changes one session on a schedule that waits for nobody: change `n` is meant to leave at `n / rate` seconds. Lives on an event
/// loop of its own, so that a busy swarm does not hold it up.
final class Publisher {
    /// The wall of the run: with it, a frame's revision tells when it was meant to be published.
    struct Schedule: Sendable {
        var start: NIODeadline
        /// The revision before the first scheduled change.
        var base: Int
        /// Changes per second, and how many.
        var rate: Double
        var count: Int

        func offset(of change: Int) -> TimeAmount { .nanoseconds(Int64(Double(change) / rate * 1e9)) }

        /// When the change of this revision was meant to leave; `nil` when it is none of the schedule's.
        func intended(_ revision: Int) -> NIODeadline? {
            let change = revision - base - 1
            return (0..<count).contains(change) ? start + offset(of: change) : nil
        }
    }

    private let loop: any EventLoop
    private let lane: PostLane
    private var peer: any Peer
    private var schedule = Schedule(start: .now(), base: 0, rate: 1, count: 0)
    private var due: [(request: LaneRequest, revision: Int)] = []
    private var next = 0
    private var isSending = false
    private var finished: EventLoopPromise<Void>?
    /// Requests that were not answered with a 2xx status, by what came instead.
    private(set) var errors: [String: Int] = [:]
    private(set) var newest = 0

    init(loop: any EventLoop, lane: PostLane, peer: any Peer) {
        self.loop = loop
        self.lane = lane
        self.peer = peer
    }

    /// Makes one change now; completes with its revision once it is answered.
    func change() -> EventLoopFuture<Int> {
        let done = loop.makePromise(of: Int.self)
        send(peer.change(newest + 1)[...], as: newest + 1, done)
        return done.futureResult
    }

    private func send(_ requests: ArraySlice<LaneRequest>, as revision: Int, _ done: EventLoopPromise<Int>) {
        guard let request = requests.first else { return done.succeed(newest) }
        lane.send(request) { [self] outcome in
            take(outcome, of: revision)
            send(requests.dropFirst(), as: revision, done)
        }
    }

    /// Sends a request that changes no revision.
    func send(_ request: LaneRequest) -> EventLoopFuture<Void> {
        let done = loop.makePromise(of: Int.self)
        send([request][...], as: newest, done)
        return done.futureResult.map { _ in }
    }

    /// Runs the schedule; completes when every request is answered.
    func run(_ schedule: Schedule) -> EventLoopFuture<Void> {
        self.schedule = schedule
        next = 0
        let finished = loop.makePromise(of: Void.self)
        self.finished = finished
        advance()
        return finished.futureResult
    }

    private func advance() {
        let now = NIODeadline.now()
        while next < schedule.count, schedule.start + schedule.offset(of: next) <= now {
            next += 1
            let revision = schedule.base + next
            due += peer.change(revision).map { ($0, revision) }
        }
        sendDue()
        guard next < schedule.count else { return }
        let bound = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleTask(deadline: schedule.start + schedule.offset(of: next)) { bound.value.advance() }
    }

    private func sendDue() {
        guard !isSending else { return }
        guard let (request, revision) = due.first else {
            if next >= schedule.count {
                finished?.succeed(())
                finished = nil
            }
            return
        }
        due.removeFirst()
        isSending = true
        lane.send(request) { [self] outcome in
            isSending = false
            take(outcome, of: revision)
            sendDue()
        }
    }

    private func take(_ outcome: PostLane.Outcome, of revision: Int) {
        switch outcome {
        case .answered(let status, let body) where (200..<300).contains(status):
            newest = max(newest, peer.revision(in: body) ?? revision)
        case .answered(let status, _): errors["status \(status)", default: 0] += 1
        case .lost: errors["connection lost", default: 0] += 1
        }
    }
}

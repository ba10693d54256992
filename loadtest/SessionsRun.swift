import NIOCore

/// The state of a `sessions` run. Everything happens on one event loop, so nothing here is locked.
final class SessionsRun {
    let plan: SessionsPlan
    private let loop: any EventLoop
    private let order: [Int]
    private var tracks: [SessionTrack]
    private var idleLanes: [PostLane] = []
    private var waitingPosts: [Int] = []
    /// Posts before this index of `waitingPosts` were taken.
    private var takenPosts = 0
    private var startedAt = NIODeadline.now()
    private var nextPost = 0
    private var settledPosts = 0
    private var finished: EventLoopPromise<Void>?

    private var post = LatencyRecorder()
    private var postToContext = LatencyRecorder()
    private var postToFrame = LatencyRecorder()
    private var accepted = 0
    /// When the last POST that is measured was accepted.
    private var lastAccepted: NIODeadline?
    private var errors: [String: Int] = [:]
    private var frames = 0
    var streamsLost = 0
    private(set) var isOver = false

    init(plan: SessionsPlan, loop: any EventLoop) {
        self.plan = plan
        self.loop = loop
        order = plan.order()
        tracks = (0..<plan.sessions).map { session in
            SessionTrack(walk: ContextWalk(session: plan.name(of: session), seed: plan.seed &+ UInt64(session) &* 7919))
        }
    }

    func add(_ lane: PostLane) {
        lane.onClose = { [weak self, weak lane] in self?.idleLanes.removeAll { $0 === lane } }
        release(lane)
    }

    /// Starts the clock; the future completes when every POST is settled.
    func start() -> EventLoopFuture<Void> {
        startedAt = .now()
        let finished = loop.makePromise(of: Void.self)
        self.finished = finished
        sendDue()
        return finished.futureResult
    }

    private func sendDue() {
        let now = NIODeadline.now()
        while nextPost < plan.posts, startedAt + plan.offset(of: nextPost) <= now {
            if let lane = idleLanes.popLast() { send(nextPost, on: lane) } else { waitingPosts.append(nextPost) }
            nextPost += 1
        }
        guard nextPost < plan.posts else {
            if plan.posts == 0 { finished?.succeed(()) }
            return
        }
        let bound = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleTask(deadline: startedAt + plan.offset(of: nextPost)) { bound.value.sendDue() }
    }

    private func send(_ number: Int, on lane: PostLane) {
        let session = order[number % order.count]
        tracks[session].inFlight += 1
        lane.post(tracks[session].walk.next()) { [self] outcome in
            settle(number, session, outcome)
            release(lane)
        }
    }

    private func release(_ lane: PostLane) {
        guard lane.isUsable else { return }
        guard takenPosts < waitingPosts.count else {
            waitingPosts.removeAll(keepingCapacity: true)
            takenPosts = 0
            return idleLanes.append(lane)
        }
        takenPosts += 1
        send(waitingPosts[takenPosts - 1], on: lane)
    }

    private func settle(_ number: Int, _ session: Int, _ outcome: PostLane.Outcome) {
        let now = NIODeadline.now()
        let intendedAt = startedAt + plan.offset(of: number)
        let isMeasured = plan.isMeasured(number)
        tracks[session].inFlight -= 1
        settledPosts += 1
        switch outcome {
        case .answered(status: 202, let body):
            if isMeasured {
                accepted += 1
                lastAccepted = now
                post.record(now - intendedAt)
            }
            if let revision = RevisionScanner.revision(in: body) {
                owe(session, SessionTrack.Owed(revision: revision, intendedAt: intendedAt, isMeasured: isMeasured))
            } else {
                errors["202 without revision", default: 0] += 1
            }
        case .answered(let status, _): errors["status \(status)", default: 0] += 1
        case .lost: errors["connection lost", default: 0] += 1
        }
        if tracks[session].inFlight == 0 {
            tracks[session].context.forgetRecent()
            tracks[session].suggestions.forgetRecent()
        }
        if settledPosts == plan.posts { finished?.succeed(()) }
    }

    private func owe(_ session: Int, _ debt: SessionTrack.Owed) {
        tracks[session].accepted = max(tracks[session].accepted, debt.revision)
        if let at = tracks[session].context.owe(debt), debt.isMeasured { postToContext.record(at - debt.intendedAt) }
        if let at = tracks[session].suggestions.owe(debt), debt.isMeasured { postToFrame.record(at - debt.intendedAt) }
    }

    /// A frame arrived on a session's stream.
    func frame(_ kind: StreamProbe.Kind, _ revision: Int, at time: NIODeadline, session: Int) {
        frames += 1
        let isPosting = tracks[session].inFlight > 0
        switch kind {
        case .context:
            for debt in tracks[session].context.arrive(revision, at: time, whilePosting: isPosting)
            where debt.isMeasured {
                postToContext.record(time - debt.intendedAt)
            }
        case .suggestions:
            for debt in tracks[session].suggestions.arrive(revision, at: time, whilePosting: isPosting)
            where debt.isMeasured {
                postToFrame.record(time - debt.intendedAt)
            }
        }
    }

    /// A frame arrived on one of a session's other streams.
    func countFrame() { frames += 1 }

    /// Whether every session's newest context has had its frames.
    var isAnswered: Bool {
        tracks.allSatisfy { $0.context.newest >= $0.accepted && $0.suggestions.newest >= $0.accepted }
    }

    func report() -> SessionsReport {
        isOver = true
        // What is asked for may take longer than it should.
        let measuredFrom = startedAt + .nanoseconds(Int64(plan.warmup * 1e9))
        let taken = lastAccepted.map { Double(($0 - measuredFrom).nanoseconds) / 1e9 } ?? 0
        return SessionsReport(
            sessions: plan.sessions, seconds: plan.seconds, rate: plan.rate,
            throughput: Double(accepted) / max(taken, plan.seconds),
            post: post.summary, postToContext: postToContext.summary, postToFrame: postToFrame.summary, errors: errors,
            framesReceived: frames, streamsLost: streamsLost,
            unansweredContexts: tracks.count { $0.context.newest < $0.accepted },
            unansweredSuggestions: tracks.count { $0.suggestions.newest < $0.accepted })
    }
}

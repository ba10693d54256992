import Ranking

/// Which sessions wait to be ranked: one queue per worker, and a session always goes to the same worker, so that its
/// lists are made in order. A session stands in its queue at most once (``LiveSession/change(at:watched:)``).
struct RankingQueues: Sendable {
    let streams: [AsyncStream<SessionID>]
    private let continuations: [AsyncStream<SessionID>.Continuation]

    init(workers: Int) {
        let pairs = (0..<workers).map { _ in AsyncStream<SessionID>.makeStream(bufferingPolicy: .unbounded) }
        streams = pairs.map(\.stream)
        continuations = pairs.map(\.continuation)
    }

    func add(_ session: SessionID) {
        let worker = Int(UInt(bitPattern: session.hashValue) % UInt(continuations.count))
        continuations[worker].yield(session)
    }
}

/// Requests for a new index file; several that wait are one.
struct IndexRebuilds: Sendable {
    let requests: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (requests, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func request() { continuation.yield() }
}

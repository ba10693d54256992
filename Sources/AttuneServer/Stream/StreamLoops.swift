import NIOCore
import Streaming
import Synchronization

/// The stream loops of a server, one for each event loop that has had a stream.
final class StreamLoops: Sendable {
    private let feed: Feed
    private let loops = Mutex<[ObjectIdentifier: StreamLoop]>([:])

    init(feed: Feed) { self.feed = feed }

    /// Streams whose client does not take what was written.
    var stalled: Int { loops.withLock { $0.values.reduce(0) { $0 + $1.stalls.count } } }

    /// Every open stream's connection.
    func connections() async throws -> [StreamConnection] {
        var all: [StreamConnection] = []
        for loop in loops.withLock({ Array($0.values) }) { all += try await loop.connections() }
        return all
    }

    /// Takes a connection over whose response head has been written, and opens the stream on it. Whoever served the request is
    /// to let go of the connection: to it, it looks closed.
    func takeOver(_ channel: any Channel, for subscription: Subscription) async throws {
        let loop = loop(channel.eventLoop)
        try await channel.eventLoop.submit {
            try StreamWriter.takeOver(channel, subscription, on: loop)
        }.get()
    }

    private func loop(_ eventLoop: any EventLoop) -> StreamLoop {
        loops.withLock { loops in
            if let known = loops[ObjectIdentifier(eventLoop)] { return known }
            let loop = StreamLoop(eventLoop, feed: feed)
            loops[ObjectIdentifier(eventLoop)] = loop
            return loop
        }
    }
}

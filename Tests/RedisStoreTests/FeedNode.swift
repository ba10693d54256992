import AttuneTesting
import Foundation
import Logging
import NIOCore
import RedisStore
import SSEClient
import Streaming
import Testing

/// A node as far as the feed goes.
struct FeedNode {
    let feed: Feed
    let shared: RedisFeed
    let settings: RedisSettings

    init(_ server: RedisServerProcess, _ configure: (inout RedisSettings) -> Void = { _ in }) async throws {
        try await self.init(at: server.url, configure)
    }

    init(at url: String, _ configure: (inout RedisSettings) -> Void = { _ in }) async throws {
        var random = SystemRandomNumberGenerator()
        feed = Feed(epoch: Epoch(using: &random), capacity: 1_024)
        var settings = RedisSettings()
        // Long enough for a machine that is busy with other tests: a limit that passes is a fault of its own.
        settings.commandLimit = .seconds(20)
        settings.connectLimit = .seconds(20)
        settings.probeInterval = .milliseconds(20)
        settings.backoff.first = .milliseconds(5)
        settings.backoff.longest = .milliseconds(50)
        configure(&settings)
        self.settings = settings
        shared = RedisFeed(
            try RedisEndpoint(url: url), feed: feed, settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await shared.join()
    }

    /// Publishes a list of a revision; two that read the same are one.
    func suggest(
        _ session: String, _ revision: Int, reading: String? = nil, placed: (@Sendable () -> Void)? = nil
    ) {
        let text = reading ?? "list \(revision)"
        feed.publish(
            .suggestions(session), event: "suggestions", data: ByteBuffer(string: #"{"n":"\#(text)"}"#),
            standing: Standing(revision: revision, reading: text), placed: placed)
    }

    /// Publishes an event, of which every one counts.
    func notice(_ number: Int) {
        feed.publish(.library, event: "library", data: ByteBuffer(string: #"{"n":"\#(number)"}"#))
    }

    func watch(_ session: String, from cursor: String? = nil) -> FeedWatcher {
        FeedWatcher(feed.subscribe(StreamOptions(sessions: .only([session]), lastEventID: cursor)))
    }
}

/// A client that writes down what it is told.
final class FeedWatcher {
    private let stream: Subscription
    private var decoder = SSEDecoder()
    private(set) var seen: [SSEEvent] = []
    /// How many of those were waited for or came before one that was.
    private var passed = 0

    init(_ stream: Subscription) { self.stream = stream }

    /// Reads on to the next event of this name that says `text`; the suite's time limit ends a wait for nothing.
    @discardableResult
    func wait(for name: String, saying text: String = "") async throws -> SSEEvent {
        while true {
            let fits = { (event: SSEEvent) in
                event.event == name && (text.isEmpty || event.data.contains("\"\(text)\""))
            }
            if let found = seen[passed...].firstIndex(where: fits) {
                passed = found + 1
                return seen[found]
            }
            seen += try decoder.decode(try #require(await stream.next(), "the stream ended"))
        }
    }

    /// What the library notices said, in order.
    var notices: [String] { seen.filter { $0.event == "library" }.map(\.data) }
}

/// Runs the nodes' services for the length of `body`.
func serving(_ nodes: FeedNode..., body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for node in nodes {
            group.addTask { try await node.shared.run() }
            group.addTask { try await node.feed.run() }
        }
        try await body()
        group.cancelAll()
    }
}

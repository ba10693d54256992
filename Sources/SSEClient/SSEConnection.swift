public import NIOCore
public import NIOHTTP1
public import NIOPosix

/// One open stream: the answer's head, and its events as they come.
///
/// Iterate it once. Events that are not read wait in at most ``bufferLimit`` bytes (by default 1 MiB); beyond that the socket is
/// not read. Nothing reconnects by itself: what to resume from is ``SSEEvent/id``.
public final class SSEConnection: Sendable, AsyncSequence {
    public let status: Int
    public let headers: HTTPHeaders
    private let channel: any Channel
    private let mailbox: EventMailbox

    private init(head: HTTPResponseHead, channel: any Channel, mailbox: EventMailbox) {
        status = Int(head.status.code)
        headers = head.headers
        self.channel = channel
        self.mailbox = mailbox
    }

    deinit { channel.close(promise: nil) }

    /// Comment lines so far, which is how heartbeats come.
    public var comments: Int { mailbox.comments }
    /// The newest `retry:`.
    public var retryMilliseconds: Int? { mailbox.retryMilliseconds }

    /// Asks for a stream and returns when the answer's head is there, whatever its status.
    /// - Parameters:
    ///   - path: the request target, percent-encoded, with its query.
    ///   - lastEventID: sent as `Last-Event-ID` when given.
    ///   - timeout: for the connection and the head together.
    ///   - bufferLimit: bytes of unread events beyond which the socket is not read.
    /// - Throws: ``SSEClientError``.
    public static func open(
        host: String = "127.0.0.1", port: Int, path: String, lastEventID: String? = nil, headers: HTTPHeaders = [:],
        timeout: TimeAmount = .seconds(10), bufferLimit: Int = 1 << 20,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> SSEConnection {
        let mailbox = EventMailbox(limit: bufferLimit)
        let loop = group.next()
        let head = loop.makePromise(of: HTTPResponseHead.self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(SSEStreamHandler(head: head, mailbox: mailbox))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: host, port: port).get()
        } catch {
            head.fail(SSEClientError.closedEarly)
            throw SSEClientError.unreachable(host: host, port: port, reason: String(describing: error))
        }
        mailbox.attach(channel)
        var fields = headers
        if !fields.contains(name: "host") { fields.add(name: "host", value: "\(host):\(port)") }
        if !fields.contains(name: "accept") { fields.add(name: "accept", value: "text/event-stream") }
        if let lastEventID { fields.replaceOrAdd(name: "last-event-id", value: lastEventID) }
        let request = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields)
        channel.write(HTTPClientRequestPart.head(request), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let limit = loop.scheduleTask(in: timeout) { head.fail(SSEClientError.timedOut(after: "\(timeout)")) }
        do {
            let answer = try await withTaskCancellationHandler {
                try await head.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            limit.cancel()
            return SSEConnection(head: answer, channel: channel, mailbox: mailbox)
        } catch {
            limit.cancel()
            channel.close(promise: nil)
            throw error
        }
    }

    /// Cuts the connection, as a client that goes away does.
    public func close() async {
        try? await channel.close().get()
    }

    /// Events until the server ends the stream; throws ``SSEClientError/closedEarly`` when it is cut instead.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let connection: SSEConnection

        public mutating func next() async throws -> SSEEvent? { try await connection.mailbox.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: self) }

    /// The next event, waiting no longer than `timeout`; `nil` at the end of the stream.
    public func next(within timeout: TimeAmount) async throws -> SSEEvent? {
        let mailbox = mailbox
        let expiry = channel.eventLoop.scheduleTask(in: timeout) {
            mailbox.finish(.failure(.timedOut(after: "\(timeout)")))
        }
        defer { expiry.cancel() }
        return try await mailbox.next()
    }
}

import NIOCore
import NIOPosix
import Synchronization

/// A connection that says what a test tells it to, and nothing of HTTP by itself: for clients that misbehave.
public final class RawSocket: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    public static func open(port: Int) async throws -> RawSocket {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(inbox))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawSocket(channel: channel, inbox: inbox)
    }

    /// Opens a stream and returns when its first event has come.
    public static func watch(_ session: String, port: Int) async throws -> RawSocket {
        let socket = try await open(port: port)
        try await socket.send(request(session))
        try await socket.receive("event: hello")
        return socket
    }

    /// The request of a stream as a browser would send it.
    public static func request(_ session: String) -> String {
        "GET /v1/recommendations/stream?session_id=\(session) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
    }

    public func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

    /// Says that nothing more will be sent, and goes on listening.
    public func closeOutput() async throws { try await channel.close(mode: .output).get() }

    public func close() async { try? await channel.close().get() }

    /// Stops reading, as a stopped process does; or goes on.
    public func setReading(_ isReading: Bool) async throws {
        try await channel.setOption(.autoRead, value: isReading).get()
    }

    /// What has come so far.
    public var received: String { inbox.text }

    /// Waits until this has come.
    /// - Throws: ``StreamEnded`` when the connection ends first, or after 20 s.
    public func receive(_ text: String) async throws {
        for _ in 0..<2000 {
            if received.contains(text) { return }
            guard channel.isActive else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        guard received.contains(text) else { throw StreamEnded(waitingFor: text) }
    }

    /// Waits for the end of the connection; false when it is still open after `limit`.
    public func ends(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while channel.isActive, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        return !channel.isActive
    }

    private final class Inbox: Sendable {
        private let bytes = Mutex(ByteBuffer())

        var text: String { bytes.withLock { String(buffer: $0) } }

        func append(_ more: ByteBuffer) { bytes.withLock { _ = $0.writeImmutableBuffer(more) } }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let inbox: Inbox

        init(_ inbox: Inbox) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { inbox.append(unwrapInboundIn(data)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

public import NIOCore
public import NIOHTTP1
import NIOPosix

/// A real HTTP/1.1 server on a free loopback port whose answers a test writes as a function of the request.
public struct TinyServer: Sendable {
    /// What a test answers.
    public struct Answer: Sendable {
        public var status = HTTPResponseStatus.ok
        public var headers: HTTPHeaders = [:]
        public var body = ByteBuffer()
        /// Sent after the body, one write each; the stream then stays open, ends, or is cut.
        public var chunks: [String] = []
        public var ending = Ending.complete

        public init(
            status: HTTPResponseStatus = .ok, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer(),
            chunks: [String] = [], ending: Ending = .complete
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.chunks = chunks
            self.ending = ending
        }
    }

    public enum Ending: Sendable {
        case complete, cut, open
    }

    public struct Request: Sendable {
        public var head: HTTPRequestHead
        public var body: ByteBuffer
    }

    public let channel: any Channel
    public var port: Int { channel.localAddress?.port ?? 0 }

    public static func start(_ answer: @escaping @Sendable (Request) -> Answer) async throws -> TinyServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(TinyHandler(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TinyServer(channel: channel)
    }

    public func stop() async { try? await channel.close().get() }
}

private final class TinyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let answer: @Sendable (TinyServer.Request) -> TinyServer.Answer
    private var request: TinyServer.Request?

    init(answer: @escaping @Sendable (TinyServer.Request) -> TinyServer.Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = TinyServer.Request(head: head, body: ByteBuffer())
        case .body(let bytes): request?.body.writeImmutableBuffer(bytes)
        case .end:
            guard let request else { return }
            send(answer(request), on: context.channel)
        }
    }

    private func send(_ answer: TinyServer.Answer, on channel: any Channel) {
        var headers = answer.headers
        if answer.chunks.isEmpty, answer.ending == .complete {
            headers.replaceOrAdd(name: "content-length", value: String(answer.body.readableBytes))
        }
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(answer.body)), promise: nil)
        for chunk in answer.chunks {
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: chunk))), promise: nil)
        }
        switch answer.ending {
        case .complete: channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
        case .cut: channel.close(promise: nil)
        case .open: break
        }
    }
}

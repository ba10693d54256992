import NIOCore
import NIOPosix

/// A loopback server that answers every connection with the same bytes, or with silence.
struct CannedServer {
    let port: Int

    /// Runs `body` against a server that sends `answer` (or nothing, when `nil`) as soon as a request arrives.
    static func serving(_ answer: String?, _ body: (CannedServer) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { $0.pipeline.addHandler(Answer(answer)) }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<Void, any Error>
        do { result = .success(try await body(CannedServer(port: channel.localAddress?.port ?? 0))) } catch {
            result = .failure(error)
        }
        try await channel.close()
        try await group.shutdownGracefully()
        try result.get()
    }

    var url: String { "http://127.0.0.1:\(port)/health/ready" }
}

private final class Answer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    let bytes: String?

    init(_ bytes: String?) { self.bytes = bytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let bytes else { return }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}

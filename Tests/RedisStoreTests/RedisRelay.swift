import NIOCore
import NIOPosix
import Synchronization

/// A wire between a node and Redis, on which what Redis says to those who subscribe can be held back and let go: a channel that
/// is slow, or silent.
final class RedisRelay: Sendable {
    private let listener: any Channel
    private let subscriptions: Subscriptions

    var url: String { "redis://127.0.0.1:\(listener.localAddress?.port ?? 0)" }

    init(to port: Int) async throws {
        let subscriptions = Subscriptions()
        self.subscriptions = subscriptions
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { near in
                ClientBootstrap(group: near.eventLoop).connect(host: "127.0.0.1", port: port).flatMapThrowing { far in
                    try near.pipeline.syncOperations.addHandler(Pass(to: far, noting: subscriptions))
                    try far.pipeline.syncOperations.addHandler(Pass(to: near, noting: nil))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    deinit { listener.close(promise: nil) }

    /// Lets the messages of channels through, or keeps them on the wire.
    func setFlowing(_ isFlowing: Bool) async throws {
        for channel in subscriptions.channels.withLock({ $0 }) {
            try await channel.setOption(.autoRead, value: isFlowing).get()
        }
    }

    private final class Subscriptions: Sendable {
        let channels = Mutex<[any Channel]>([])
    }

    /// Hands on what comes to the other side, on whose event loop it is.
    private final class Pass: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel
        private let subscriptions: Subscriptions?

        /// - Parameter subscriptions: where the other side is noted once this one asks it for a channel.
        init(to other: any Channel, noting subscriptions: Subscriptions?) {
            self.other = other
            self.subscriptions = subscriptions
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let subscriptions, String(buffer: bytes).contains("SUBSCRIBE") {
                subscriptions.channels.withLock { $0.append(other) }
            }
            other.writeAndFlush(bytes, promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

import Logging
import NIOCore

/// Tells of connections that could not be accepted, once for each time of trouble. NIO then rests for a second and tries again,
/// and the open connections go on; without this nobody would know.
final class AcceptWatch: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let logger: Logger
    private var isInTrouble = false

    init(logger: Logger) { self.logger = logger }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInTrouble = false
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isInTrouble {
            isInTrouble = true
            logger.error("connections cannot be accepted; the open ones go on", metadata: ["error": "\(error)"])
        }
        context.fireErrorCaught(error)
    }
}

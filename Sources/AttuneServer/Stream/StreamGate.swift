import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Stands in every connection's pipeline until a request on it turns out to be a stream.
///
/// It holds back the flush of a stream's head, so that head and opening leave in one write, and marks the place where a
/// ``StreamWriter`` takes the connection over.
final class StreamGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var holdsHead = false

    /// Requests are small: the buffer that a connection keeps for its next read is, too, and grows for an upload.
    private static let receiveBuffers = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 64 << 10)

    func handlerAdded(context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: Self.receiveBuffers)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(let head) = unwrapOutboundIn(data) {
            holdsHead = head.headerFields[.xAccelBuffering] != nil
        } else {
            holdsHead = false
        }
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        if !holdsHead { context.flush() }
    }
}

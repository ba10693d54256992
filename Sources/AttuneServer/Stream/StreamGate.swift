import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Stands in every connection's pipeline until a request on it turns out to be a stream.
///
/// It holds back the flush of a stream's head, so that head and opening leave in one write, and marks the place where a
/// ``StreamWriter`` takes the connection over. Until then it ends connections whose requests do not.
final class StreamGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var holdsHead = false

    /// Requests are small: the buffer that a connection keeps for its next read is, too, and grows for an upload.
    private static let receiveBuffers = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 64 << 10)

    /// How long a request's body may take, however steadily it drips.
    private static let bodyLimit = TimeAmount.seconds(20)
    private var isReadingBody = false
    private var bodyTimer: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: Self.receiveBuffers)
        let pipeline = context.pipeline.syncOperations
        if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
            try? pipeline.addHandler(HTTPVersionHandler(), position: .before(codec))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopTimer() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: isReadingBody = true
        case .body: break
        case .end:
            isReadingBody = false
            stopTimer()
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isReadingBody, bodyTimer == nil {
            bodyTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.bodyLimit) {
                context.close(promise: nil)
            }
        }
        context.fireChannelReadComplete()
    }

    private func stopTimer() {
        bodyTimer?.cancel()
        bodyTimer = nil
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

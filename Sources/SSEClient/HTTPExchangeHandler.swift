import NIOCore
import NIOHTTP1

/// Asks and answers on one kept-alive connection, one request at a time.
final class HTTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPQuestion
    typealias OutboundOut = HTTPClientRequestPart

    private let bodyLimit: Int
    private var pending: HTTPQuestion?
    private var answer: HTTPAnswer?
    private var keepsAlive = true

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let question = unwrapOutboundIn(data)
        guard pending == nil else {
            question.answer.fail(SSEClientError.busy)
            promise?.fail(SSEClientError.busy)
            return
        }
        pending = question
        answer = nil
        context.write(wrapOutboundOut(.head(question.head)), promise: nil)
        if let body = question.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            keepsAlive = head.isKeepAlive
            answer = HTTPAnswer(status: Int(head.status.code), headers: head.headers, body: ByteBuffer())
        case .body(let bytes):
            answer?.body.writeImmutableBuffer(bytes)
            guard let size = answer?.body.readableBytes, size > bodyLimit else { return }
            fail(.answerTooLarge(limit: bodyLimit))
            context.close(promise: nil)
        case .end:
            let whole = answer
            let question = pending
            pending = nil
            answer = nil
            if !keepsAlive { context.close(promise: nil) }
            if let whole { question?.answer.succeed(whole) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closedEarly)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(SSEClientError(onChannel: error))
        context.close(promise: nil)
    }

    private func fail(_ error: SSEClientError) {
        pending?.answer.fail(error)
        pending = nil
    }
}

/// A request on its way, with the promise of its answer.
struct HTTPQuestion: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer?
    var answer: EventLoopPromise<HTTPAnswer>
}

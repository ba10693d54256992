import NIOCore
import NIOHTTP1

/// The answer to one streaming request, fed to a mailbox. A body that is not `text/event-stream` is delivered line by line
/// as events named `line`.
final class SSEStreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let head: EventLoopPromise<HTTPResponseHead>
    private let mailbox: EventMailbox
    private var decoder = SSEDecoder()
    private var isEventStream = true
    private var line = ByteBuffer()
    private var hasHead = false
    private var isComplete = false

    init(head: EventLoopPromise<HTTPResponseHead>, mailbox: EventMailbox) {
        self.head = head
        self.mailbox = mailbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let answer):
            hasHead = true
            isEventStream = answer.headers.first(name: "content-type")?.hasPrefix("text/event-stream") ?? false
            head.succeed(answer)
        case .body(let bytes):
            guard isEventStream else { return putLines(bytes) }
            do throws(SSEClientError) {
                let events = try decoder.decode(bytes)
                mailbox.put(events, comments: decoder.comments, retryMilliseconds: decoder.retryMilliseconds)
            } catch {
                finish(.failure(error))
                context.close(promise: nil)
            }
        case .end:
            isComplete = true
            putRest()
            finish(.success(()))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(isComplete ? .success(()) : .failure(.closedEarly))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(SSEClientError(onChannel: error)))
        context.close(promise: nil)
    }

    private func finish(_ outcome: Result<Void, SSEClientError>) {
        if !hasHead {
            hasHead = true
            if case .failure(let error) = outcome { head.fail(error) } else { head.fail(SSEClientError.closedEarly) }
        }
        mailbox.finish(outcome)
    }

    private func putLines(_ bytes: ByteBuffer) {
        line.writeImmutableBuffer(bytes)
        var events: [SSEEvent] = []
        while let end = line.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            guard let whole = line.readSlice(length: end - line.readerIndex) else { break }
            line.moveReaderIndex(forwardBy: 1)
            events.append(SSEEvent(id: "", event: "line", bytes: whole, receivedAt: .now()))
        }
        line.discardReadBytes()
        mailbox.put(events, comments: 0, retryMilliseconds: nil)
    }

    private func putRest() {
        guard line.readableBytes > 0 else { return }
        mailbox.put(
            [SSEEvent(id: "", event: "line", bytes: line, receivedAt: .now())], comments: 0, retryMilliseconds: nil)
    }
}

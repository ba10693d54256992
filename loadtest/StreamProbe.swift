import NIOCore
import NIOHTTP1
import SSEClient

/// One session's open stream: reports the revision of each frame. Lives on the run's event loop.
final class StreamProbe: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    enum Kind {
        case context, suggestions
    }

    /// A frame with this revision has arrived.
    let onFrame: (Kind, Int, NIODeadline) -> Void
    let onClose: () -> Void
    /// Succeeds with the status once the stream is open.
    private let opened: EventLoopPromise<Int>
    private var decoder = SSEDecoder()
    private var isOpen = false

    init(
        opened: EventLoopPromise<Int>, onFrame: @escaping (Kind, Int, NIODeadline) -> Void,
        onClose: @escaping () -> Void
    ) {
        self.opened = opened
        self.onFrame = onFrame
        self.onClose = onClose
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isOpen = head.status == .ok
            opened.succeed(Int(head.status.code))
        case .body(let bytes):
            guard isOpen else { return }
            do {
                for event in try decoder.decode(bytes) { report(event) }
            } catch {
                context.close(promise: nil)
            }
        case .end: context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(SSEClientError.closedEarly)
        onClose()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func report(_ event: SSEEvent) {
        let kind: Kind
        switch event.event {
        case "context": kind = .context
        case "suggestions": kind = .suggestions
        default: return
        }
        if let revision = RevisionScanner.revision(in: event.bytes) { onFrame(kind, revision, event.receivedAt) }
    }
}

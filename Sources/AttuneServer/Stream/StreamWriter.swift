import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Streaming

/// The whole of an open stream: the connection's only handler that still works, next to the socket. It writes what the feed has,
/// ready-framed, and looks at nothing that the client sends.
///
/// Nothing is queued here: while the kernel does not take a write to its last byte, nothing more is taken from the feed.
final class StreamWriter: ChannelDuplexHandler {
    typealias InboundIn = Any
    typealias OutboundIn = Any
    typealias OutboundOut = ByteBuffer

    private let subscription: Subscription
    private let loop: StreamLoop
    private var key: SubscriberKey?
    private(set) var context: ChannelHandlerContext?
    /// There is something to take once the kernel takes more.
    private var isOwed = false
    /// Its last bytes are on their way.
    private var isEnding = false
    /// Since when a write is unfinished, and whether that is watched: the ``StallWatch``'s notes.
    var stalledSince: NIODeadline?
    var isWatched = false

    init(_ subscription: Subscription, loop: StreamLoop) {
        self.subscription = subscription
        self.loop = loop
    }

    /// Takes a connection over whose head has been written. The handlers that served the request stay behind it and are let go
    /// where they can be; to them the connection looks closed.
    static func takeOver(_ channel: any Channel, _ subscription: Subscription, on loop: StreamLoop) throws {
        guard channel.isActive else { return subscription.cancel() }
        let pipeline = channel.pipeline.syncOperations
        try StreamSocket.tune(channel)
        let writer = StreamWriter(subscription, loop: loop)
        try pipeline.addHandler(writer, position: .first)
        remove(ByteToMessageHandler<HTTPRequestDecoder>.self, from: pipeline)
        remove(HTTPResponseEncoder.self, from: pipeline)
        remove(HTTP1ToHTTPServerCodec.self, from: pipeline)
        remove(StreamGate.self, from: pipeline)
        remove(HTTPConnectionStateHandler.self, from: pipeline)
        let key = subscription.seat(at: loop)
        writer.key = key
        loop.add(writer, key)
        loop.serve([key])
    }

    private static func remove(
        _ type: (some RemovableChannelHandler).Type, from pipeline: ChannelPipeline.SynchronousOperations
    ) {
        guard let context = try? pipeline.context(handlerType: type) else { return }
        pipeline.removeHandler(context: context, promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// False when the feed has to wait; the writer then asks as soon as it no longer has to.
    func mayTake() -> Bool {
        guard let context else { return false }
        if !isEnding, context.channel.isWritable { return true }
        isOwed = true
        if !subscription.isOpen { finish() }
        return false
    }

    func write(_ chunk: ByteBuffer, isLast: Bool) {
        guard let context else { return }
        guard isLast else {
            context.writeAndFlush(wrapOutboundOut(chunk), promise: nil)
            if !context.channel.isWritable { loop.stalls.begin(self) }
            return
        }
        isEnding = true
        context.write(wrapOutboundOut(chunk), promise: nil)
        let flushed = context.eventLoop.makePromise(of: Void.self)
        flushed.futureResult.assumeIsolated().whenComplete { _ in self.finish() }
        context.writeAndFlush(wrapOutboundOut(Self.lastChunk), promise: flushed)
        if !context.channel.isWritable { loop.stalls.begin(self) }
    }

    /// The feed has ended the stream.
    func finish() { context?.close(promise: nil) }

    /// The client has taken nothing for too long.
    func giveUp() {
        subscription.cancel(.stalled)
        finish()
    }

    private static let lastChunk = ByteBuffer(staticString: "0\r\n\r\n")

    // MARK: What the socket tells

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        loop.stalls.end(self)
        guard isOwed, let key else { return }
        isOwed = false
        loop.serve([key])
    }

    func channelInactive(context: ChannelHandlerContext) { leave() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// A client that has closed its side has gone; that the connections are to quiesce is the feed's to tell.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
    func channelReadComplete(context: ChannelHandlerContext) {}

    private func leave() {
        loop.stalls.end(self)
        subscription.cancel()
        if let key { loop.remove(key) }
        key = nil
    }

    // MARK: What the handlers behind it ask

    /// Nothing is read any more: the kernel tells of a close by itself.
    func read(context: ChannelHandlerContext) {}
    func flush(context: ChannelHandlerContext) {}

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.ioOnClosedChannel)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        promise?.succeed(())
    }
}

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
    /// Not for a client of HTTP/1.0, to whom the end of the connection is the end of the stream.
    private let isChunked: Bool
    private var key: SubscriberKey?
    private(set) var context: ChannelHandlerContext?
    /// There is something to take once the kernel takes more.
    private var isOwed = false
    /// Its last bytes are on their way.
    private var isEnding = false
    /// The unfinished write, and whether it is watched: the ``StallWatch``'s notes.
    var stall: Stall?
    var isWatched = false

    init(_ subscription: Subscription, loop: StreamLoop, isChunked: Bool) {
        self.subscription = subscription
        self.loop = loop
        self.isChunked = isChunked
    }

    /// Takes a connection over whose head has been written. The handlers that served the request stay behind it and are let go
    /// where they can be; to them the connection looks closed.
    static func takeOver(_ channel: any Channel, _ subscription: Subscription, on loop: StreamLoop) throws {
        guard channel.isActive else { return subscription.cancel() }
        let pipeline = channel.pipeline.syncOperations
        try StreamSocket.tune(channel)
        let isOld = (try? pipeline.handler(type: HTTPVersionHandler.self))?.isOld ?? false
        let writer = StreamWriter(subscription, loop: loop, isChunked: !isOld)
        try pipeline.addHandler(writer, position: .first)
        remove(ByteToMessageHandler<HTTPRequestDecoder>.self, from: pipeline)
        remove(HTTPResponseEncoder.self, from: pipeline)
        remove(HTTPVersionHandler.self, from: pipeline)
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
        let bytes = isChunked ? chunk : Self.content(of: chunk)
        if isLast {
            isEnding = true
            context.write(wrapOutboundOut(bytes), promise: nil)
            let flushed = context.eventLoop.makePromise(of: Void.self)
            flushed.futureResult.assumeIsolated().whenComplete { _ in self.finish() }
            context.writeAndFlush(wrapOutboundOut(isChunked ? Self.lastChunk : ByteBuffer()), promise: flushed)
        } else {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
        // A write that fails closes the connection before it returns: the writer has left by then.
        if context.channel.isActive, !context.channel.isWritable { loop.stalls.begin(self) }
    }

    /// Bytes written that the kernel has not taken yet. On the event loop.
    var pendingBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// The feed has ended the stream.
    func finish() { context?.close(promise: nil) }

    /// The client has taken nothing for too long.
    func giveUp() {
        subscription.cancel(.stalled)
        finish()
    }

    /// A chunk without its size line and its line end.
    private static func content(of chunk: ByteBuffer) -> ByteBuffer {
        let bytes = chunk.readableBytesView
        guard let line = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return chunk }
        return ByteBuffer(bytes[(line + 1)...].dropLast(2))
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

import NIOCore
import NIOHTTP1

/// What the version of a request asks for beside its answer. A client of HTTP/1.1 may wait for leave to send its body, and gets
/// it. To one of HTTP/1.0 nothing is chunked, and the connection ends with the answer. Stands before the codec of
/// swift-http-types, in which requests lose their version.
final class HTTPVersionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of the requests that are not answered to the end, oldest first: whether each is of HTTP/1.0.
    private var versions: [Bool] = []

    /// Whether the request that is being answered is of HTTP/1.0.
    var isOld: Bool { versions.first ?? false }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        versions.append(head.version == .http1_0)
        guard head.version == .http1_0 else {
            // Behind another request's answer the client would take it for that.
            if versions.count == 1, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                let leave = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(leave)), promise: nil)
            }
            return context.fireChannelRead(data)
        }
        // Whoever serves the request then closes the connection.
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isOld:
            head.version = .http1_0
            head.headers.replaceOrAdd(name: "connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where !versions.isEmpty:
            versions.removeFirst()
            context.write(data, promise: promise)
        case .head, .body, .end: context.write(data, promise: promise)
        }
    }
}

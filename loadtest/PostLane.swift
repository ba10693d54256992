import NIOCore
import NIOHTTP1

/// What a lane carries.
struct LaneRequest {
    var method = HTTPMethod.POST
    var uri: String
    var fields: [(String, String)] = []
    var body: ByteBuffer
}

/// One kept-alive connection that carries one POST at a time. Lives on the run's event loop.
final class PostLane: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// What came of a POST.
    enum Outcome {
        case answered(status: Int, body: ByteBuffer)
        case lost
    }

    private let authority: String
    private var channel: (any Channel)?
    private var completion: ((Outcome) -> Void)?
    private var status = 0
    private var body = ByteBuffer()
    /// Called when the connection ends.
    var onClose: (() -> Void)?

    init(authority: String) { self.authority = authority }

    /// Called once the connection can carry a POST.
    var onReady: ((PostLane) -> Void)?

    var isUsable: Bool { channel?.isActive ?? false }

    func channelActive(context: ChannelHandlerContext) {
        channel = context.channel
        onReady?(self)
        onReady = nil
    }

    func post(_ json: ByteBuffer, completion: @escaping (Outcome) -> Void) {
        send(LaneRequest(uri: "/v1/recommendations/context", body: json), completion: completion)
    }

    func send(_ request: LaneRequest, completion: @escaping (Outcome) -> Void) {
        guard let channel, channel.isActive else { return completion(.lost) }
        self.completion = completion
        body.clear()
        var fields: HTTPHeaders = [
            "host": authority, "content-type": "application/json", "content-length": "\(request.body.readableBytes)",
        ]
        for (name, value) in request.fields { fields.add(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.uri, headers: fields)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(request.body)), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let bytes): body.writeImmutableBuffer(bytes)
        case .end: finish(.answered(status: status, body: body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.lost)
        onClose?()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func finish(_ outcome: Outcome) {
        let completion = completion
        self.completion = nil
        completion?(outcome)
    }
}

public import NIOCore
public import NIOHTTP1

/// A whole answer.
public struct HTTPAnswer: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: ByteBuffer

    public init(status: Int, headers: HTTPHeaders, body: ByteBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body as UTF-8.
    public var text: String { String(decoding: body.readableBytesView, as: UTF8.self) }
}

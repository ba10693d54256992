import NIOCore

/// One open stream at the price of a socket: the answer's head is read once, then frames are counted as they pass. Lives on its
/// swarm's event loop.
final class Watcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Phase {
        case head([UInt8])
        case stream(isChunked: Bool)
        case over
    }

    let number: Int
    private let swarm: Swarm
    private var phase = Phase.head([])
    private var body = ChunkedBody()
    private var scanner = FrameScanner()
    private(set) var channel: (any Channel)?

    init(number: Int, swarm: Swarm) {
        self.number = number
        self.swarm = swarm
    }

    /// Whether the socket is read: one that is not looks to the server like a stopped process.
    func setReading(_ isReading: Bool) {
        channel?.setOption(.autoRead, value: isReading).whenFailure { _ in }
    }

    /// The `id` of the newest frame.
    var cursor: String { scanner.cursor }

    func channelActive(context: ChannelHandlerContext) {
        channel = context.channel
        context.writeAndFlush(NIOAny(swarm.request(number)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if case .head(var head) = phase {
            guard let length = Self.append(bytes.readableBytesView, to: &head) else {
                phase = .head(head)
                if head.count > 16 << 10 { context.close(promise: nil) }
                return
            }
            bytes.moveReaderIndex(forwardBy: length)
            begin(head)
        }
        guard case .stream(let isChunked) = phase else { return }
        let now = NIODeadline.now()
        unsafe bytes.withUnsafeReadableBytes { bytes in
            if isChunked {
                unsafe body.read(bytes) { unsafe scan($0, at: now) }
            } else {
                unsafe scan(bytes, at: now)
            }
        }
        if body.hasEnded { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        let isUnanswered = if case .head = phase { true } else { false }
        phase = .over
        swarm.closed(self, isUnanswered: isUnanswered)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func scan(_ bytes: UnsafeRawBufferPointer, at now: NIODeadline) {
        unsafe scanner.scan(bytes) { swarm.onFrame(self, $0, now) }
    }

    private func begin(_ head: [UInt8]) {
        let text = String(decoding: head, as: UTF8.self).lowercased()
        let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } ?? 0
        phase = status == 200 ? .stream(isChunked: text.contains("transfer-encoding: chunked")) : .over
        swarm.opened(self, status: status)
    }

    /// Appends up to the blank line; the bytes taken when it is there, `nil` when the head goes on.
    private static func append(_ bytes: ByteBufferView, to head: inout [UInt8]) -> Int? {
        for (taken, byte) in bytes.enumerated() {
            head.append(byte)
            if byte == 0x0a, head.suffix(4) == [0x0d, 0x0a, 0x0d, 0x0a] { return taken + 1 }
        }
        return nil
    }
}

import NIOCore
import NIOPosix

/// Many watchers on one event loop, so that nothing here is locked.
final class Swarm {
    let loop: any EventLoop
    private let target: Target
    private let path: (Int) -> String
    /// Bytes the kernel holds for a watcher that does not read; the kernel's own choice when `nil`.
    private let receiveBuffer: Int?

    /// Streams open now, by number.
    private(set) var watchers: [Int: Watcher] = [:]
    /// The `id` at which a watcher was when it closed; it goes out as `Last-Event-ID` when it opens again.
    var cursors: [Int: String] = [:]
    /// Streams that were not answered with 200, by status; 0 for a connection that failed.
    private(set) var refused: [Int: Int] = [:]

    var onOpen: (Watcher) -> Void = { _ in }
    var onFrame: (Watcher, FrameScanner.Frame, NIODeadline) -> Void = { _, _, _ in }
    var onClose: (Watcher) -> Void = { _ in }

    private var waiting: [Int] = []
    private var inFlight = 0
    private var limit = 1
    private var finished: EventLoopPromise<Void>?

    init(target: Target, loop: any EventLoop, receiveBuffer: Int? = nil, path: @escaping (Int) -> String) {
        self.target = target
        self.loop = loop
        self.receiveBuffer = receiveBuffer
        self.path = path
    }

    /// Opens the streams, so many at a time; completes when each has been answered or has failed.
    func open(_ numbers: [Int], atOnce: Int) -> EventLoopFuture<Void> {
        waiting = numbers.reversed()
        limit = atOnce
        let finished = loop.makePromise(of: Void.self)
        self.finished = finished
        openMore()
        return finished.futureResult
    }

    /// Cuts every stream at once, without a goodbye.
    func cutAll() {
        for watcher in watchers.values { watcher.channel?.close(promise: nil) }
    }

    func request(_ number: Int) -> ByteBuffer {
        let resume = cursors[number].map { "Last-Event-ID: \($0)\r\n" } ?? ""
        return ByteBuffer(
            string:
                "GET \(path(number)) HTTP/1.1\r\nHost: \(target.authority)\r\nAccept: text/event-stream\r\n\(resume)\r\n"
        )
    }

    private func openMore() {
        while inFlight < limit, let number = waiting.popLast() {
            inFlight += 1
            connect(number)
        }
        guard inFlight == 0, waiting.isEmpty else { return }
        finished?.succeed(())
        finished = nil
    }

    private func connect(_ number: Int) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        do {
            try bootstrap(for: number)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Watcher(number: number, swarm: bound.value))
                    }
                }
                .connect(host: target.host, port: target.port)
                .whenFailure { _ in bound.value.settle(status: 0) }
        } catch {
            settle(status: 0)
        }
    }

    private func bootstrap(for number: Int) throws -> ClientBootstrap {
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(10))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 64 << 10)
            )
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        // One address has 28 000 ports to offer.
        if number >= Self.portsPerAddress, target.host.hasPrefix("127.") {
            let source = "127.0.1.\(number / Self.portsPerAddress)"
            bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: source, port: 0))
        }
        return bootstrap
    }

    private static let portsPerAddress = 20_000

    func opened(_ watcher: Watcher, status: Int) {
        if status == 200 {
            watchers[watcher.number] = watcher
            onOpen(watcher)
        }
        settle(status: status)
    }

    /// - Parameter isUnanswered: The connection ended before its status came.
    func closed(_ watcher: Watcher, isUnanswered: Bool) {
        if isUnanswered { settle(status: 0) }
        guard watchers.removeValue(forKey: watcher.number) != nil else { return }
        cursors[watcher.number] = watcher.cursor
        onClose(watcher)
    }

    private func settle(status: Int) {
        if status != 200 { refused[status, default: 0] += 1 }
        inFlight -= 1
        openMore()
    }
}

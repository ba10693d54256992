public import NIOCore
public import NIOHTTP1
public import NIOPosix
import Synchronization

/// A small HTTP/1.1 client for one server: each call takes an idle kept-alive connection or opens one, so calls may run at the
/// same time.
public final class HTTPExchange: Sendable {
    private let host: String
    private let port: Int
    private let timeout: TimeAmount
    private let bodyLimit: Int
    private let group: any EventLoopGroup
    private let idle = Mutex<[any Channel]>([])

    /// - Parameters:
    ///   - timeout: for the connection and for each answer.
    ///   - bodyLimit: bytes of an answer beyond which it is refused.
    public init(
        host: String = "127.0.0.1", port: Int, timeout: TimeAmount = .seconds(30), bodyLimit: Int = 64 << 20,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.host = host
        self.port = port
        self.timeout = timeout
        self.bodyLimit = bodyLimit
        self.group = group
    }

    deinit { for channel in idle.withLock({ $0 }) { channel.close(promise: nil) } }

    /// Asks once. A kept-alive connection that the server has meanwhile closed is replaced by a new one, for methods that may
    /// be repeated.
    /// - Throws: ``SSEClientError``.
    public func send(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: ByteBuffer? = nil
    ) async throws -> HTTPAnswer {
        if let channel = takeIdle() {
            do {
                return try await ask(on: channel, method, path, headers, body)
            } catch SSEClientError.closedEarly where method != .POST && method != .PATCH {}
        }
        return try await ask(on: try await connect(), method, path, headers, body)
    }

    public func get(_ path: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        try await send(.GET, path, headers: headers)
    }

    public func post(_ path: String, json: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        try await send(.POST, path, headers: Self.json(headers), body: ByteBuffer(string: json))
    }

    public func put(_ path: String, json: String? = nil, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        guard let json else { return try await send(.PUT, path, headers: headers) }
        return try await send(.PUT, path, headers: Self.json(headers), body: ByteBuffer(string: json))
    }

    public func patch(_ path: String, json: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        try await send(.PATCH, path, headers: Self.json(headers), body: ByteBuffer(string: json))
    }

    public func delete(_ path: String, headers: HTTPHeaders = [:]) async throws -> HTTPAnswer {
        try await send(.DELETE, path, headers: headers)
    }

    /// Closes the idle connections.
    public func close() async {
        let channels = idle.withLock { idle in
            defer { idle.removeAll() }
            return idle
        }
        for channel in channels { try? await channel.close().get() }
    }

    private static func json(_ headers: HTTPHeaders) -> HTTPHeaders {
        var headers = headers
        if !headers.contains(name: "content-type") { headers.add(name: "content-type", value: "application/json") }
        return headers
    }

    private func takeIdle() -> (any Channel)? {
        idle.withLock { idle in
            while let channel = idle.popLast() {
                if channel.isActive { return channel }
            }
            return nil
        }
    }

    private func connect() async throws -> any Channel {
        let bodyLimit = bodyLimit
        do {
            return try await ClientBootstrap(group: group)
                .connectTimeout(timeout)
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(HTTPExchangeHandler(bodyLimit: bodyLimit))
                    }
                }
                .connect(host: host, port: port).get()
        } catch {
            throw SSEClientError.unreachable(host: host, port: port, reason: String(describing: error))
        }
    }

    private func ask(
        on channel: any Channel, _ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders, _ body: ByteBuffer?
    ) async throws -> HTTPAnswer {
        var fields = headers
        if !fields.contains(name: "host") { fields.add(name: "host", value: "\(host):\(port)") }
        if let body { fields.replaceOrAdd(name: "content-length", value: String(body.readableBytes)) }
        let promise = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: fields)
        let limit = channel.eventLoop.scheduleTask(in: timeout) { [timeout] in
            promise.fail(SSEClientError.timedOut(after: "\(timeout)"))
        }
        defer { limit.cancel() }
        let sent = channel.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenFailure { _ in promise.fail(SSEClientError.closedEarly) }
        channel.writeAndFlush(HTTPQuestion(head: head, body: body, answer: promise), promise: sent)
        do {
            let answer = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            if channel.isActive { idle.withLock { $0.append(channel) } }
            return answer
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }
}

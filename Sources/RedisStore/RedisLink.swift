import CHiredis
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The owner of one hiredis context: a non-blocking socket with its buffers. Lives on one thread.
///
/// This file is the only one that touches C memory.
@safe struct RedisLink: ~Copyable {
    private let context: UnsafeMutablePointer<redisContext>
    /// Whether the buffer holds bytes the socket has not taken.
    private(set) var hasUnsent = true
    /// Until the first send.
    var isConnecting: Bool { !isConnected }
    private var isConnected = false

    /// Starts to connect. Blocks only while a host name is looked up.
    init(to address: RedisEndpoint.Address) throws(RedisError) {
        let made =
            switch address {
            case .tcp(let host, let port): unsafe redisConnectNonBlock(host, Int32(port))
            case .unix(let path): unsafe redisConnectUnixNonBlock(path)
            }
        guard let made = unsafe made else { throw .unreachable("out of memory") }
        if let failure = unsafe Self.failure(of: made) {
            unsafe redisFree(made)
            throw .unreachable(failure)
        }
        unsafe context = made
    }

    deinit { unsafe redisFree(context) }

    var descriptor: Int32 { unsafe context.pointee.fd }

    /// Adds a command to what will be sent.
    mutating func append(_ command: [String]) throws(RedisError) {
        var bytes: [UInt8] = []
        var lengths: [Int] = []
        for part in command {
            bytes.append(contentsOf: part.utf8)
            lengths.append(part.utf8.count)
        }
        // hiredis wants an address even for an empty last part.
        bytes.append(0)
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            var parts: [UnsafePointer<CChar>?] = unsafe []
            var start = 0
            for length in lengths {
                let part = unsafe bytes.baseAddress.map { unsafe UnsafeRawPointer($0 + start) }
                unsafe parts.append(part?.assumingMemoryBound(to: CChar.self))
                start += length
            }
            return unsafe redisAppendCommandArgv(context, Int32(lengths.count), &parts, lengths)
        }
        try check(status)
        hasUnsent = true
    }

    /// Sends what the socket takes.
    mutating func send() throws(RedisError) {
        if !isConnected {
            let code = attune_socket_error(descriptor)
            guard code == 0 else { throw .unreachable(unsafe String(cString: strerror(code))) }
            isConnected = true
        }
        var done: Int32 = 0
        try check(unsafe redisBufferWrite(context, &done))
        hasUnsent = done == 0
    }

    /// Takes what has arrived.
    mutating func receive() throws(RedisError) {
        if !isConnected { return try send() }
        try check(unsafe redisBufferRead(context))
    }

    /// What a server says.
    enum Word {
        case reply(RedisReply)
        /// What a channel that the connection subscribes to brought.
        case message(ByteBuffer)
    }

    /// The next whole word that has arrived.
    ///
    /// - Parameter isSubscribed: whether it may be a message.
    mutating func next(isSubscribed: Bool) throws(RedisError) -> Word? {
        var raw: UnsafeMutableRawPointer?
        try check(unsafe redisGetReplyFromReader(context, &raw))
        guard let raw = unsafe raw else { return nil }
        defer { unsafe freeReplyObject(raw) }
        let reply = unsafe raw.assumingMemoryBound(to: redisReply.self).pointee
        if isSubscribed, let message = unsafe Self.message(reply) { return .message(message) }
        return unsafe .reply(Self.copy(reply))
    }

    /// Copied once, as these are the most bytes that Redis sends.
    private static func message(_ reply: redisReply) -> ByteBuffer? {
        guard unsafe reply.type == REDIS_REPLY_ARRAY, unsafe reply.elements == 3,
            let word = unsafe reply.element[0]?.pointee, unsafe word.type == REDIS_REPLY_STRING,
            unsafe bytes(word).elementsEqual("message".utf8), let payload = unsafe reply.element[2]?.pointee
        else { return nil }
        return unsafe ByteBuffer(bytes: bytes(payload))
    }

    private static func copy(_ reply: redisReply) -> RedisReply {
        switch unsafe reply.type {
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: unsafe .text(text(reply))
        case REDIS_REPLY_ERROR: unsafe .error(text(reply))
        case REDIS_REPLY_INTEGER: .integer(unsafe Int(reply.integer))
        case REDIS_REPLY_ARRAY:
            .list(
                (0..<Int(unsafe reply.elements)).map { place in
                    guard let element = unsafe reply.element[place] else { return .none }
                    return unsafe copy(element.pointee)
                })
        default: .none
        }
    }

    private static func text(_ reply: redisReply) -> String { unsafe String(decoding: bytes(reply), as: UTF8.self) }

    private static func bytes(_ reply: redisReply) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : reply.len)
    }

    private func check(_ status: Int32) throws(RedisError) {
        guard status != REDIS_OK else { return }
        throw .disconnected(unsafe Self.failure(of: context) ?? "the connection failed")
    }

    /// What hiredis says went wrong.
    private static func failure(of context: UnsafeMutablePointer<redisContext>) -> String? {
        guard unsafe context.pointee.err != 0 else { return nil }
        return unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

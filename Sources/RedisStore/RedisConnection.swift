import CHiredis
import Foundation
import NIOCore
import Synchronization

/// One connection with a thread of its own, which ends with it.
///
/// Commands of any number of callers are sent as they come and answered in order (pipelining). The first failure ends the
/// connection and every command on it: afterwards nothing waits. It is a failure when nothing is answered for as long as a
/// caller would wait: a server that is busy with what stands before the caller's commands, and answers that, is alive.
/// Connecting counts as part of the first command. A node of a Redis Cluster that sends us on ends it too: the
/// next connection goes where it was sent.
final class RedisConnection: Sendable {
    /// Commands that were sent together and are answered together.
    private struct Exchange {
        let commands: [[String]]
        let start: ContinuousClock.Instant
        let limit: Duration
        let answer: CheckedContinuation<Result<[RedisReply], RedisError>, Never>
        var replies: [RedisReply] = []

        /// When to give up, given when the server was last heard. However busy it is, there is an end.
        func deadline(heard: ContinuousClock.Instant) -> ContinuousClock.Instant {
            min(max(start, heard) + limit, start + limit * RedisConnection.patience)
        }
    }

    /// So many times its limit a caller waits for a server that answers others.
    private static let patience = 20

    private struct State {
        var waiting: [Exchange] = []
        var ended: RedisError?
    }

    private let state = Mutex(State())
    private let wake = attune_pipe_open()

    /// What the server says without having been asked: messages of channels.
    private let onMessages: (@Sendable ([ByteBuffer]) -> Void)?
    private let onEnd: (@Sendable (RedisError) -> Void)?

    /// - Parameters:
    ///   - onMessages: told of the messages of the channels that the connection subscribes to, as many as came at once, in order
    ///     and before anybody learns of an answer that came after them, on its thread.
    ///   - onEnd: told once, when the connection has ended.
    init(
        to endpoint: RedisEndpoint, onMessages: (@Sendable ([ByteBuffer]) -> Void)? = nil,
        onEnd: (@Sendable (RedisError) -> Void)? = nil
    ) {
        self.onMessages = onMessages
        self.onEnd = onEnd
        let thread = Thread { self.converse(with: endpoint) }
        thread.name = "attune-redis"
        thread.start()
    }

    deinit { attune_pipe_close(wake) }

    /// Sends commands in one go and returns their replies in order; errors of Redis are replies too.
    ///
    /// - Parameter limit: how long the server may be silent.
    func send(_ commands: [[String]], within limit: Duration) async throws(RedisError) -> [RedisReply] {
        let answer = await withCheckedContinuation { continuation in
            let exchange = Exchange(commands: commands, start: .now, limit: limit, answer: continuation)
            let (ended, isFirst) = state.withLock { state in
                let isFirst = state.waiting.isEmpty
                if state.ended == nil { state.waiting.append(exchange) }
                return (state.ended, isFirst)
            }
            if let ended {
                continuation.resume(returning: .failure(ended))
            } else if isFirst {
                attune_pipe_wake(wake)
            }
        }
        return try answer.get()
    }

    /// Logs in and sends what comes first, all in one round trip. Returns the replies to the latter, unless the login is refused.
    func logIn(
        to endpoint: RedisEndpoint, then commands: [[String]], within limit: Duration
    ) async throws(RedisError) -> [RedisReply] {
        let login = endpoint.login
        let replies = try await send(login + commands, within: limit)
        for reply in replies.prefix(login.count) { _ = try reply.checked() }
        return Array(replies.dropFirst(login.count))
    }

    /// Ends the connection; what is under way fails. The thread follows at once.
    func close() {
        state.withLock { $0.ended = $0.ended ?? .disconnected("the connection was closed") }
        attune_pipe_wake(wake)
    }

    // MARK: On the thread

    private func converse(with endpoint: RedisEndpoint) {
        attune_block_sigpipe()
        var open: [Exchange] = []
        var heard = ContinuousClock.now
        let address = endpoint.route.current(from: endpoint.address)
        do throws(RedisError) {
            guard wake.read_end >= 0 else { throw RedisError.unreachable("this process has no descriptors left") }
            var link = try RedisLink(to: address)
            while true {
                try turn(&link, &open, &heard) { (text) throws(RedisError) in
                    guard endpoint.route.follow(text, at: address) else { return }
                    throw .disconnected("the node of the cluster says: \(text)")
                }
            }
        } catch {
            switch error {
            // Where it was sent nobody answers: the next connection asks at home again.
            case .unreachable, .timedOut: endpoint.route.giveUp()
            case .disconnected, .refused, .unexpectedReply: break
            }
            let waiting = state.withLock { state in
                state.ended = state.ended ?? error
                defer { state.waiting = [] }
                return state.waiting
            }
            for exchange in open + waiting { exchange.answer.resume(returning: .failure(error)) }
            onEnd?(error)
        }
    }

    /// Sends what callers gave, waits, takes what arrived, answers callers.
    ///
    /// - Parameters:
    ///   - heard: when an answer or a message last came.
    ///   - look: told of every error that Redis answers; may end the connection.
    private func turn(
        _ link: inout RedisLink, _ open: inout [Exchange], _ heard: inout ContinuousClock.Instant,
        _ look: (String) throws(RedisError) -> Void
    ) throws(RedisError) {
        let (fresh, ended) = state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, state.ended)
        }
        open += fresh
        if let ended { throw ended }
        for exchange in fresh {
            for command in exchange.commands { try link.append(command) }
        }
        if !fresh.isEmpty, !link.isConnecting { try link.send() }

        let deadline = open.lazy.map { [heard] in $0.deadline(heard: heard) }.min()
        let ready = attune_wait(
            link.descriptor, link.hasUnsent ? 1 : 0, wake.read_end, Self.milliseconds(until: deadline))
        if ready & Int32(ATTUNE_WRITABLE) != 0 { try link.send() }
        if ready & Int32(ATTUNE_READABLE) != 0 {
            try link.receive()
            var answered = 0
            var messages: [ByteBuffer] = []
            let isSubscribed = onMessages != nil
            while answered < open.count || isSubscribed, let word = try link.next(isSubscribed: isSubscribed) {
                heard = .now
                switch word {
                case .message(let bytes): messages.append(bytes)
                case .reply(let reply):
                    guard answered < open.count else { throw .unexpectedReply("an answer to nothing") }
                    if case .error(let text) = reply { try look(text) }
                    open[answered].replies.append(reply)
                    if open[answered].replies.count == open[answered].commands.count { answered += 1 }
                }
            }
            if !messages.isEmpty { onMessages?(messages) }
            for exchange in open.prefix(answered) { exchange.answer.resume(returning: .success(exchange.replies)) }
            open.removeFirst(answered)
        }
        if let late = open.first(where: { $0.deadline(heard: heard) <= .now }) {
            throw .timedOut(milliseconds: Int(late.limit / .milliseconds(1)))
        }
    }

    /// Rounded up, so that the deadline has passed when the wait ends; −1 waits for a caller.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        return Int32(max(0, ((deadline - .now) / .milliseconds(1)).rounded(.up)))
    }
}

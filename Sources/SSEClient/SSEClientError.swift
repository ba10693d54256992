import NIOHTTP1

/// What can go wrong between a client and a server.
public enum SSEClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreachable(host: String, port: Int, reason: String)
    /// Nothing came within the time given.
    case timedOut(after: String)
    /// The connection ended before the answer did.
    case closedEarly
    case eventTooLarge(limit: Int)
    case answerTooLarge(limit: Int)
    /// A second request on a connection that still answers the first.
    case busy
    /// The bytes were not HTTP/1.1.
    case notHTTP(String)

    public var description: String {
        switch self {
        case .unreachable(let host, let port, let reason): "nothing answers at \(host):\(port) (\(reason))"
        case .timedOut(let after): "no answer after \(after)"
        case .closedEarly: "the connection was closed before the answer was complete"
        case .eventTooLarge(let limit): "an event is larger than \(limit) bytes"
        case .answerTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .busy: "the connection is still answering another request"
        case .notHTTP(let reason): "the answer is not HTTP/1.1 (\(reason))"
        }
    }
}

extension SSEClientError {
    /// What an error on the channel means. A parser that is told of the end in the middle of an answer saw a cut.
    init(onChannel error: any Error) {
        guard let parserError = error as? HTTPParserError, parserError != .invalidEOFState else {
            self = .closedEarly
            return
        }
        self = .notHTTP(String(describing: parserError))
    }
}

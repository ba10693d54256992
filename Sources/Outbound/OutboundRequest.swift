/// A `GET` or `POST` to another service, with limits that always hold.
public struct OutboundRequest: Hashable, Sendable {
    /// `http://…` or `https://…`.
    public var url: String
    /// Header lines, `Name: value`.
    public var headers: [String]
    /// What is posted; `nil` gets.
    public var body: [UInt8]?
    /// From the first look-up to the last byte, seconds. Held to 0.05…300.
    public var timeLimitSeconds: Double
    /// Largest accepted body, bytes.
    public var sizeLimit: Int
    /// Past any proxy the environment names; for services on this machine.
    public var direct: Bool

    public init(
        url: String, headers: [String] = [], body: [UInt8]? = nil, timeLimitSeconds: Double = 5,
        sizeLimit: Int = 1 << 20,
        direct: Bool = false
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.timeLimitSeconds = timeLimitSeconds
        self.sizeLimit = sizeLimit
        self.direct = direct
    }
}

/// What came back, whatever its status.
public struct OutboundResponse: Hashable, Sendable {
    public var status: Int
    public var body: [UInt8]
    /// What a `Retry-After` header asks for, as a number of seconds or as a date; `nil` without one.
    public var retryAfterSeconds: Double?

    public init(status: Int, body: [UInt8], retryAfterSeconds: Double? = nil) {
        self.status = status
        self.body = body
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The body read as UTF-8, ill-formed parts replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

/// Why there is no response.
public enum OutboundError: Error, Hashable, Sendable {
    /// Not an `http` or `https` address, or a header with a line break.
    case malformed(String)
    /// No connection: the name is unknown, or nothing listens there.
    case unreachable(String)
    case timedOut(seconds: Double)
    /// The body passed the limit and was dropped.
    case tooLarge(limit: Int)
    /// Anything else, in libcurl's words.
    case failed(String)
}

extension OutboundError: CustomStringConvertible {
    /// For a person, to stand behind the name of the service.
    public var description: String {
        switch self {
        case .malformed(let text), .unreachable(let text), .failed(let text): text
        case .timedOut(let seconds): "no answer within \(seconds) s"
        case .tooLarge(let limit): "an answer of more than \(limit) bytes"
        }
    }
}

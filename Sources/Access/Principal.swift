/// Who calls, and what that caller may do.
public struct Principal: Hashable, Sendable {
    /// The token's subject; `nil` when nobody is asked who they are.
    public var subject: String?
    public var scopes: Set<Scope>
    /// The sessions that may be watched; `nil` for all of them. Only a ticket narrows them.
    public var sessions: Set<String>?
    /// Seconds since 1970 from which the token is worth nothing; `nil` for ever.
    public var expiresAt: Double?
    /// Of who brings a ticket: seconds since 1970 at which it was made.
    public var ticketMadeAt: Double?

    public init(
        subject: String?, scopes: Set<Scope>, sessions: Set<String>? = nil, expiresAt: Double? = nil,
        ticketMadeAt: Double? = nil
    ) {
        self.ticketMadeAt = ticketMadeAt
        self.subject = subject
        self.scopes = scopes
        self.sessions = sessions
        self.expiresAt = expiresAt
    }

    /// The one who calls a service on its own machine that asks nobody.
    public static let local = Principal(subject: nil, scopes: Set(Scope.allCases))

    /// A caller without a token where tokens are asked for.
    public static let nobody = Principal(subject: nil, scopes: [])

    /// Longest accepted subject, UTF-8 bytes.
    public static let subjectLimit = 128

    /// Whether a text can be a subject: 1…128 bytes without control characters, since it is written to logs.
    public static func isSubject(_ text: String) -> Bool {
        (1...subjectLimit).contains(text.utf8.count) && isPlain(text)
    }

    /// Whether a text has no control characters.
    public static func isPlain(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { !isControl($0) } }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }
}

/// Where the service listens.
public struct ServerSettings: Hashable, Sendable {
    /// Name or address to bind.
    public let host: String
    /// 0 takes any free port.
    public let port: Int

    /// Connections the kernel keeps waiting for us: a reconnect storm arrives at once.
    static let backlog = 4096
    /// Connections taken from that queue before the event loop turns to the open ones.
    static let acceptsAtOnce: UInt = 32
    /// Seconds after which a connection without a request is closed.
    static let idleSeconds: Int64 = 75

    /// - Parameter asksForTokens: whether callers must say who they are.
    /// - Throws: ``ServerSettingsError/authenticationRequired(host:)`` for an address other machines reach when they need not.
    public init(
        host: String = "127.0.0.1", port: Int = 8080, asksForTokens: Bool = false
    ) throws(ServerSettingsError) {
        guard (0...65535).contains(port) else { throw .port(port) }
        guard asksForTokens || LoopbackName.matches(host: host) else { throw .authenticationRequired(host: host) }
        self.host = host
        self.port = port
    }
}

/// Why the service will not start as asked.
public enum ServerSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    case authenticationRequired(host: String)
    case port(Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .authenticationRequired(let host):
            "Binding to \(host) would let other machines in, and no authentication is configured. "
                + "Set auth-secret-file or auth-jwks, or use --host 127.0.0.1 (or localhost, ::1)."
        case .port(let port): "Port \(port) is not from 0 to 65535."
        }
    }
}

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

    /// - Throws: ``ServerSettingsError/authenticationRequired(host:)`` for an address other machines reach, because who asks
    ///   is not checked yet.
    public init(host: String = "127.0.0.1", port: Int = 8080) throws(ServerSettingsError) {
        guard (0...65535).contains(port) else { throw .port(port) }
        guard LoopbackName.matches(host: host) else { throw .authenticationRequired(host: host) }
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
                + "Use --host 127.0.0.1 (or localhost, ::1) and reach it through an SSH tunnel or an authenticating proxy."
        case .port(let port): "Port \(port) is not from 0 to 65535."
        }
    }
}

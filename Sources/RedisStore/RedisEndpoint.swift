/// Where a Redis is and how to log in, from a URL.
///
/// `redis://[user[:password]@]host[:port][/database]` or `redis+unix://[user[:password]@]/path/to.sock[?db=number]`;
/// user and password percent-encoded.
public struct RedisEndpoint: Hashable, Sendable {
    public enum Address: Hashable, Sendable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    public var address: Address
    public var user: String?
    public var password: String?
    public var database: Int
    /// Shared by the copies of an endpoint.
    let route = RedisRoute()

    public init(address: Address, user: String? = nil, password: String? = nil, database: Int = 0) {
        self.address = address
        self.user = user
        self.password = password
        self.database = database
    }

    /// What a connection says first.
    var login: [[String]] {
        var commands: [[String]] = []
        if let password { commands.append(["AUTH"] + [user, password].compactMap(\.self)) }
        if database != 0 { commands.append(["SELECT", String(database)]) }
        return commands
    }

    public init(url: String) throws(RedisURLError) {
        guard let separator = url.firstRange(of: "://") else { throw RedisURLError("\(url) has no scheme") }
        let scheme = url[..<separator.lowerBound].lowercased()
        var rest = url[separator.upperBound...]
        var credentials: Substring?
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        if let at = authority.lastIndex(of: "@") {
            credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        switch scheme {
        case "redis": (address, database) = try Self.tcp(rest)
        case "redis+unix": (address, database) = try Self.unix(rest)
        case "rediss":
            throw RedisURLError(
                "rediss:// needs TLS, which the installed hiredis (0.14) does not have; run stunnel beside Attune "
                    + "(client = yes, accept = 127.0.0.1:6380, connect = your-redis:6379) and give redis://127.0.0.1:6380"
            )
        default: throw RedisURLError("the scheme \(scheme):// is not known")
        }
        if let credentials {
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = parts[0].isEmpty ? nil : try Self.decoded(parts[0])
            password = parts.count > 1 ? try Self.decoded(parts[1]) : nil
            guard user == nil || password != nil else { throw RedisURLError("the URL has a user and no password") }
        }
    }

    private static func tcp(_ text: Substring) throws(RedisURLError) -> (Address, Int) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var host = parts.first ?? ""
        var port = 6379
        let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
        if let colon = host[afterBracket...].lastIndex(of: ":") {
            guard let number = Int(host[host.index(after: colon)...]), (1...65_535).contains(number) else {
                throw RedisURLError("the port must be a number from 1 to 65535")
            }
            port = number
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw RedisURLError("the URL has no host") }
        return (.tcp(host: String(host), port: port), try database(parts.count > 1 ? parts[1] : ""))
    }

    private static func unix(_ text: Substring) throws(RedisURLError) -> (Address, Int) {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, path.hasPrefix("/"), path.utf8.count < 108 else {
            throw RedisURLError(
                "the socket must be an absolute path of at most 107 bytes, as in redis+unix:///run/redis.sock")
        }
        guard parts.count > 1 else { return (.unix(path: try decoded(path)), 0) }
        guard parts[1].hasPrefix("db=") else { throw RedisURLError("only ?db= may follow the socket's path") }
        return (.unix(path: try decoded(path)), try database(parts[1].dropFirst(3)))
    }

    private static func database(_ text: Substring) throws(RedisURLError) -> Int {
        if text.isEmpty { return 0 }
        guard let number = Int(text), (0...65_535).contains(number) else {
            throw RedisURLError("the database must be a number from 0, not \(text)")
        }
        return number
    }

    private static func decoded(_ text: Substring) throws(RedisURLError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                throw RedisURLError("the URL has a % without two hexadecimal digits")
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RedisEndpoint: CustomStringConvertible {
    /// The URL without user and password, for logs and health.
    public var description: String {
        switch address {
        case .tcp(let host, let port): "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        case .unix(let path): "redis+unix://\(path)?db=\(database)"
        }
    }
}

/// Why a text is not the URL of a Redis.
public struct RedisURLError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ reason: String) {
        description = reason + "; accepted are redis://[user:password@]host:port/database and redis+unix:///path?db=0"
    }
}

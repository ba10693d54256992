public import Logging

/// How one run is configured, with every value within its range.
public struct Settings: Hashable, Sendable {
    /// Absolute path of the folder that holds the library.
    public var dataDir: String
    /// A loopback address, or any where tokens are asked for.
    public var host: String
    /// 0…65535; 0 takes a free port.
    public var port: Int
    /// `redis://…`, or `nil` for one node on its own.
    public var redis: String?
    /// Where tokens come from.
    public var authentication: Authentication
    /// Origins whose pages may talk to the service, as browsers write them.
    public var corsOrigins: [String]
    /// Seconds without an update after which a session ends.
    public var sessionTTLSeconds: Int
    /// Ranking mode of sessions that no experiment and no person decided.
    public var defaultMode: DefaultMode
    /// Absolute path of a named ranking configuration; `nil` looks for one in ``dataDir``.
    public var ranking: String?
    /// Seconds after which a stream is asked to reconnect.
    public var streamMaxAgeSeconds: Int
    /// Streams open at once.
    public var maxStreams: Int
    /// Streams of one caller at once.
    public var maxStreamsPerCaller: Int
    /// Seconds over which open streams are ended at shutdown.
    public var drainWindowSeconds: Int
    public var watch: Watch
    public var logLevel: Logger.Level
    public var logFormat: LogFormat
    /// Address of an embedding worker, or `nil` for none.
    public var clapURL: String?

    /// The ranking modes a service can start sessions in; spelled as `RankingMode` spells them.
    public enum DefaultMode: String, CaseIterable, Hashable, Sendable {
        case fusion, rules
    }

    /// Whether a running service notices what is copied into, changed in and deleted from the imported folders.
    public enum Watch: String, CaseIterable, Hashable, Sendable {
        case on, off
    }

    /// What tokens are checked with.
    public struct Authentication: Hashable, Sendable {
        /// Absolute path; wins over ``secret``.
        public var secretFile: String?
        public var secret: String?
        /// Absolute path.
        public var keySetFile: String?
        public var issuer: String?
        public var audience: String?

        public init(
            secretFile: String? = nil, secret: String? = nil, keySetFile: String? = nil, issuer: String? = nil,
            audience: String? = nil
        ) {
            self.secretFile = secretFile
            self.secret = secret
            self.keySetFile = keySetFile
            self.issuer = issuer
            self.audience = audience
        }

        /// Whether callers must bring tokens.
        public var isConfigured: Bool { secretFile != nil || secret != nil || keySetFile != nil }
    }

    public init(
        dataDir: String, host: String = "127.0.0.1", port: Int = 8080, redis: String? = nil,
        authentication: Authentication = Authentication(), corsOrigins: [String] = [],
        sessionTTLSeconds: Int = 604_800, defaultMode: DefaultMode = .fusion, ranking: String? = nil,
        streamMaxAgeSeconds: Int = 600, maxStreams: Int = 20_000, maxStreamsPerCaller: Int = 100,
        drainWindowSeconds: Int = 15, watch: Watch = .on, logLevel: Logger.Level = .info,
        logFormat: LogFormat = .text, clapURL: String? = nil
    ) {
        self.dataDir = dataDir
        self.host = host
        self.port = port
        self.redis = redis
        self.authentication = authentication
        self.corsOrigins = corsOrigins
        self.sessionTTLSeconds = sessionTTLSeconds
        self.defaultMode = defaultMode
        self.ranking = ranking
        self.streamMaxAgeSeconds = streamMaxAgeSeconds
        self.maxStreams = maxStreams
        self.maxStreamsPerCaller = maxStreamsPerCaller
        self.drainWindowSeconds = drainWindowSeconds
        self.watch = watch
        self.logLevel = logLevel
        self.logFormat = logFormat
        self.clapURL = clapURL
    }

    /// `http://127.0.0.1:8080`, without a trailing slash.
    public var baseURL: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

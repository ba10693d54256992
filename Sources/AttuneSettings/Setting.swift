/// Every key a person can set, in the order `--help` and the documentation list them.
///
/// One key has one spelling per layer: `--session-ttl`, `ATTUNE_SESSION_TTL`, `"session-ttl"` in the config file.
public enum Setting: String, CaseIterable, Hashable, Sendable {
    case dataDir = "data-dir"
    case host, port, redis
    case sessionTTL = "session-ttl"
    case defaultMode = "default-mode"
    case ranking
    case streamMaxAge = "stream-max-age"
    case authSecretFile = "auth-secret-file"
    case authSecret = "auth-secret"
    case authKeySet = "auth-jwks"
    case authIssuer = "auth-issuer"
    case authAudience = "auth-audience"
    case corsOrigins = "cors-origins"
    case maxStreams = "max-streams"
    case maxStreamsPerCaller = "max-streams-per-caller"
    case drainWindow = "drain-window"
    case watch
    case logLevel = "log-level"
    case logFormat = "log-format"
    case clapURL = "clap-url"

    /// The environment variable of this key.
    public var environmentName: String {
        "ATTUNE_" + rawValue.uppercased().replacing("-", with: "_")
    }

    /// What the key is for, in one line.
    public var summary: String {
        switch self {
        case .dataDir: "Folder that holds the library and everything learned"
        case .host: "Address the service listens on; one that others reach asks for authentication"
        case .port: "TCP port of the service; 0 takes a free one"
        case .redis: "Redis for contexts shared by several nodes"
        case .sessionTTL: "Seconds without an update after which a session ends"
        case .defaultMode: "Ranking mode of sessions that no experiment and no person decided"
        case .ranking: "JSON file of weights and other defaults of the ranking, read again when it changes"
        case .streamMaxAge: "Seconds after which a stream is asked to reconnect"
        case .authSecretFile: "File with the secret that signs tokens (HS256)"
        case .authSecret: "The secret itself, where a file is not at hand; never as an option, which others can read"
        case .authKeySet: "File with the public keys of an identity provider (JSON Web Key Set)"
        case .authIssuer: "Issuer (iss) that tokens must have"
        case .authAudience: "Audience (aud) that tokens must name"
        case .corsOrigins: "Pages of other origins that may talk to the service"
        case .maxStreams: "Streams open at once; those beyond are told to come back later"
        case .maxStreamsPerCaller: "Streams of one caller at once; a further one ends the stalest"
        case .drainWindow: "Seconds over which open streams are ended at shutdown"
        case .watch: "Whether the service follows the imported folders"
        case .logLevel: "Least severe log line written"
        case .logFormat: "Log lines for people or for machines"
        case .clapURL: "Embedding worker for imports (docs/EMBEDDING_WORKER.md)"
        }
    }

    /// What is accepted, as error messages and help say it.
    public var accepted: String {
        switch self {
        case .dataDir: "a folder"
        case .host: "a loopback address, or with authentication any"
        case .port: "a whole number, 0…65535"
        case .redis: "redis://[[user]:password@]host[:port][/database] or redis+unix:///socket"
        case .sessionTTL: "a whole number of seconds, 60…31536000"
        case .defaultMode: "fusion or rules"
        case .ranking: "a file"
        case .streamMaxAge: "a whole number of seconds, 10…86400"
        case .authSecretFile: "a file that holds at least 32 bytes"
        case .authSecret: "at least 32 bytes"
        case .authKeySet: "a file with keys that have kid and alg"
        case .authIssuer, .authAudience: "a text"
        case .corsOrigins: "origins with commas between them, as in https://studio.example,http://localhost:5173"
        case .maxStreams: "a whole number, 1…1000000"
        case .maxStreamsPerCaller: "a whole number, 1…100000"
        case .drainWindow: "a whole number of seconds, 0…300"
        case .watch: "on or off"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        case .logFormat: "text or json"
        case .clapURL: "http://host[:port][/path] or https://host[:port][/path]"
        }
    }

    /// The default, as help and documentation say it.
    public var defaultText: String {
        switch self {
        case .dataDir: "$XDG_DATA_HOME/attune or ~/.local/share/attune"
        case .host: "127.0.0.1"
        case .port: "8080"
        case .redis: "none: one node, everything in its own memory and file"
        case .sessionTTL: "604800"
        case .defaultMode: "fusion"
        case .ranking: "ranking.json in the data folder, if it is there"
        case .streamMaxAge: "600"
        case .authSecretFile, .authSecret, .authKeySet: "none: no authentication, and loopback only"
        case .authIssuer, .authAudience: "none: not compared"
        case .corsOrigins: "none"
        case .maxStreams: "20000"
        case .maxStreamsPerCaller: "100"
        case .drainWindow: "15"
        case .watch: "on"
        case .logLevel: "info"
        case .logFormat: "text"
        case .clapURL: "none"
        }
    }

    /// The accepted whole numbers, or `nil` for a key that holds text.
    var numbers: ClosedRange<Int>? {
        switch self {
        case .port: 0...65535
        case .sessionTTL: 60...31_536_000
        case .streamMaxAge: 10...86400
        case .maxStreams: 1...1_000_000
        case .maxStreamsPerCaller: 1...100_000
        case .drainWindow: 0...300
        case .dataDir, .host, .redis, .authSecretFile, .authSecret, .authKeySet, .authIssuer, .authAudience,
            .corsOrigins,
            .defaultMode, .ranking, .watch, .logLevel, .logFormat, .clapURL:
            nil
        }
    }

    /// One line for `--help`: what it is for, what is accepted, the default and the variable.
    public var help: String {
        "\(summary): \(accepted). Default \(defaultText). Environment: \(environmentName)."
    }
}

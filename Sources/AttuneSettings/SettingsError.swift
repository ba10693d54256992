/// Why the settings were refused. Each names the key or file, what was wrong and what is accepted.
public enum SettingsError: Error, Hashable, Sendable {
    case unreadableFile(path: String, reason: String)
    case unknownKeys([String], path: String)
    case invalid(Setting, given: String, origin: String)
    /// The address is not loopback, and there is no authentication to protect it.
    case exposedHost(String, origin: String)

    /// What is wrong, as a sentence.
    public var sentence: String {
        switch self {
        case .unreadableFile(let path, let reason):
            "The config file \(path) cannot be read: \(reason)"
        case .unknownKeys(let keys, let path):
            "The config file \(path) has \(keys.count == 1 ? "a key" : "keys") Attune does not know: "
                + keys.map { "\"\($0)\"" }.joined(separator: ", ") + "."
        case .invalid(let setting, let given, let origin):
            "\(setting.rawValue) is \"\(given)\" (\(origin)); accepted is \(setting.accepted)."
        case .exposedHost(let host, let origin):
            "host is \"\(host)\" (\(origin)), which others can reach, and no authentication is configured."
        }
    }

    /// What to do about it, as a sentence.
    public var nextStep: String {
        switch self {
        case .unreadableFile:
            "Give --config a JSON file with an object at its top, or leave it out."
        case .unknownKeys:
            "Known keys: " + Setting.allCases.map(\.rawValue).joined(separator: ", ") + "."
        case .invalid(let setting, _, _):
            "Set --\(setting.rawValue), \(setting.environmentName) or \"\(setting.rawValue)\" in the config file."
        case .exposedHost:
            "Set auth-secret-file (or auth-jwks), or listen on 127.0.0.1."
        }
    }
}

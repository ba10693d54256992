import Foundation
import Logging

extension Settings {
    /// Takes each key from the first layer that has it: the command line, the environment, the config file, the default.
    ///
    /// - Parameters:
    ///   - commandLine: What was given as options, as typed.
    ///   - environment: The process environment; only `ATTUNE_…`, `XDG_DATA_HOME` and `HOME` are read.
    ///   - configFile: Path of a JSON file; when `nil`, `ATTUNE_CONFIG` names it, if set.
    /// - Throws: ``SettingsError`` for the first key that is wrong.
    public static func resolve(
        commandLine: [Setting: String] = [:], environment: [String: String], configFile: String? = nil
    ) throws(SettingsError) -> Settings {
        var layers = [Layer.commandLine(commandLine), Layer.environment(environment)]
        if let path = configFile ?? environment["ATTUNE_CONFIG"], !path.isEmpty {
            layers.append(try Layer.file(path))
        }
        let values = Values(layers: layers)
        let authentication = Settings.Authentication(
            secretFile: try values.text(.authSecretFile).map { absolute($0.text, environment) },
            secret: try values.text(.authSecret)?.text,
            keySetFile: try values.text(.authKeySet).map { absolute($0.text, environment) },
            issuer: try values.text(.authIssuer)?.text, audience: try values.text(.authAudience)?.text)
        return Settings(
            dataDir: try values.text(.dataDir).map { absolute($0.text, environment) } ?? defaultDataDir(environment),
            host: try host(values, anyone: authentication.isConfigured) ?? "127.0.0.1",
            port: try values.number(.port) ?? 8080,
            redis: try redis(values),
            authentication: authentication,
            corsOrigins: try origins(values),
            sessionTTLSeconds: try values.number(.sessionTTL) ?? 604_800,
            defaultMode: try values.choice(.defaultMode, DefaultMode.init(rawValue:)) ?? .fusion,
            ranking: try values.text(.ranking).map { absolute($0.text, environment) },
            streamMaxAgeSeconds: try values.number(.streamMaxAge) ?? 600,
            maxStreams: try values.number(.maxStreams) ?? 20_000,
            maxStreamsPerCaller: try values.number(.maxStreamsPerCaller) ?? 100,
            drainWindowSeconds: try values.number(.drainWindow) ?? 15,
            watch: try values.choice(.watch, Watch.init(rawValue:)) ?? .on,
            logLevel: try values.choice(.logLevel, Logger.Level.init(rawValue:)) ?? .info,
            logFormat: try values.choice(.logFormat, LogFormat.init(rawValue:)) ?? .text,
            clapURL: try clap(values))
    }

    /// `$XDG_DATA_HOME/attune`, or `~/.local/share/attune` (XDG Base Directory Specification: a relative value is ignored).
    static func defaultDataDir(_ environment: [String: String]) -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/attune" }
        return home(environment) + "/.local/share/attune"
    }

    private static func home(_ environment: [String: String]) -> String {
        environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    }

    private static func absolute(_ path: String, _ environment: [String: String]) -> String {
        let expanded = path == "~" || path.hasPrefix("~/") ? home(environment) + path.dropFirst() : path
        return URL(fileURLWithPath: expanded).standardizedFileURL.path
    }

    /// Without authentication only this machine may talk to the service.
    private static func host(_ values: Values, anyone: Bool) throws(SettingsError) -> String? {
        guard let host = try values.text(.host) else { return nil }
        guard anyone || LoopbackHost.contains(host.text) else { throw .exposedHost(host.text, origin: host.origin) }
        return host.text
    }

    /// Each origin as a browser writes it: a scheme, a host and perhaps a port, and nothing behind.
    private static func origins(_ values: Values) throws(SettingsError) -> [String] {
        guard let list = try values.text(.corsOrigins) else { return [] }
        let origins = list.text.split { $0 == "," || $0 == " " }.map(String.init)
        let isPlain = origins.allSatisfy { text in
            guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else { return false }
            let written = "\(parts.scheme ?? "")://\(host)\(parts.port.map { ":\($0)" } ?? "")"
            return ["http", "https"].contains(parts.scheme) && written == text
        }
        guard isPlain, !origins.isEmpty else {
            throw .invalid(.corsOrigins, given: list.text, origin: list.origin)
        }
        return origins
    }

    private static func clap(_ values: Values) throws(SettingsError) -> String? {
        guard let url = try values.text(.clapURL) else { return nil }
        let parts = URLComponents(string: url.text)
        guard let parts, parts.scheme == "http" || parts.scheme == "https", parts.host?.isEmpty == false,
            parts.query == nil, parts.fragment == nil
        else { throw .invalid(.clapURL, given: url.text, origin: url.origin) }
        return url.text
    }

    private static func redis(_ values: Values) throws(SettingsError) -> String? {
        guard let url = try values.text(.redis) else { return nil }
        let parts = URLComponents(string: url.text)
        let complete =
            switch parts?.scheme {
            case "redis": parts?.host?.isEmpty == false
            case "redis+unix": parts?.path.isEmpty == false
            default: false
            }
        guard complete else { throw .invalid(.redis, given: url.text, origin: url.origin) }
        return url.text
    }
}

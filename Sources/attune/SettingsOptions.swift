import ArgumentParser
import AttuneSettings
import Foundation

/// The options every command that uses the library has.
struct LibraryOptions: ParsableArguments {
    @Option(help: help(.dataDir)) var dataDir: String?
    @Option(help: "JSON file of settings, keys as on the command line without the dashes. Environment: ATTUNE_CONFIG.")
    var config: String?

    func settings(_ more: [Setting: String?] = [:]) throws(SettingsError) -> Settings {
        var given = more.compactMapValues { $0 }
        given[.dataDir] = dataDir
        return try Settings.resolve(
            commandLine: given, environment: ProcessInfo.processInfo.environment, configFile: config)
    }

    static func help(_ setting: Setting) -> ArgumentHelp { ArgumentHelp(stringLiteral: setting.help) }
}

/// The options of commands that embed sounds.
struct EmbeddingOptions: ParsableArguments {
    @OptionGroup var library: LibraryOptions
    @Option(help: LibraryOptions.help(.clapURL)) var clapURL: String?

    func settings() throws(SettingsError) -> Settings { try library.settings([.clapURL: clapURL]) }
}

/// The options of the service: one per key of ``Setting``.
struct ServiceOptions: ParsableArguments {
    @OptionGroup var library: LibraryOptions
    @Option(help: LibraryOptions.help(.host)) var host: String?
    @Option(help: LibraryOptions.help(.port)) var port: String?
    @Option(help: LibraryOptions.help(.redis)) var redis: String?
    @Option(help: LibraryOptions.help(.sessionTTL)) var sessionTTL: String?
    @Option(help: LibraryOptions.help(.defaultMode)) var defaultMode: String?
    @Option(help: LibraryOptions.help(.ranking)) var ranking: String?
    @Option(help: LibraryOptions.help(.streamMaxAge)) var streamMaxAge: String?
    @OptionGroup var authentication: AuthenticationOptions
    @Option(help: LibraryOptions.help(.corsOrigins)) var corsOrigins: String?
    @Option(help: LibraryOptions.help(.maxStreams)) var maxStreams: String?
    @Option(help: LibraryOptions.help(.maxStreamsPerCaller)) var maxStreamsPerCaller: String?
    @Option(help: LibraryOptions.help(.drainWindow)) var drainWindow: String?
    @Option(help: LibraryOptions.help(.watch)) var watch: String?
    @Option(help: LibraryOptions.help(.logLevel)) var logLevel: String?
    @Option(help: LibraryOptions.help(.logFormat)) var logFormat: String?
    @Option(help: LibraryOptions.help(.clapURL)) var clapURL: String?

    func settings() throws(SettingsError) -> Settings {
        let more: [Setting: String?] = [
            .host: host, .port: port, .redis: redis, .sessionTTL: sessionTTL, .defaultMode: defaultMode,
            .ranking: ranking, .streamMaxAge: streamMaxAge, .corsOrigins: corsOrigins, .maxStreams: maxStreams,
            .maxStreamsPerCaller: maxStreamsPerCaller, .drainWindow: drainWindow, .watch: watch, .logLevel: logLevel,
            .logFormat: logFormat, .clapURL: clapURL,
        ]
        return try library.settings(more.merging(authentication.given) { first, _ in first })
    }
}

/// The options of everything that checks or makes tokens. The secret itself is none of them: others can read a command line.
struct AuthenticationOptions: ParsableArguments {
    @Option(help: LibraryOptions.help(.authSecretFile)) var authSecretFile: String?
    @Option(name: .customLong("auth-jwks"), help: LibraryOptions.help(.authKeySet)) var authKeySet: String?
    @Option(help: LibraryOptions.help(.authIssuer)) var authIssuer: String?
    @Option(help: LibraryOptions.help(.authAudience)) var authAudience: String?

    var given: [Setting: String?] {
        [
            .authSecretFile: authSecretFile, .authKeySet: authKeySet, .authIssuer: authIssuer,
            .authAudience: authAudience,
        ]
    }
}

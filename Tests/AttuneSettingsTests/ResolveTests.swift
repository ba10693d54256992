import AttuneSettings
import Foundation
import Logging
import Testing

struct ResolveTests {
    private let home = ["HOME": "/home/mira"]

    @Test("without anything set the documented defaults hold")
    func defaults() throws {
        let settings = try Settings.resolve(environment: home)
        #expect(settings.dataDir == "/home/mira/.local/share/attune")
        #expect(settings.baseURL == "http://127.0.0.1:8080")
        #expect(settings.redis == nil)
        #expect(settings.defaultMode == .fusion)
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .text)
        #expect(settings.sessionTTLSeconds == 604_800)
    }

    @Test("the command line wins over the environment, the environment over the file, the file over the default")
    func precedence() throws {
        try withConfigFile(#"{"port": 9001, "log-level": "debug", "session-ttl": 90}"#) { path in
            let environment = home.merging(["ATTUNE_PORT": "9002", "ATTUNE_LOG_LEVEL": "error"]) { $1 }
            let settings = try Settings.resolve(
                commandLine: [.port: "9003"], environment: environment, configFile: path)
            #expect(settings.port == 9003)
            #expect(settings.logLevel == .error)
            #expect(settings.sessionTTLSeconds == 90)
            #expect(settings.drainWindowSeconds == 15)
        }
    }

    @Test("every key is taken from the environment under its documented name")
    func everyVariable() throws {
        let settings = try Settings.resolve(environment: [
            "ATTUNE_DATA_DIR": "/srv/attune", "ATTUNE_HOST": "::1", "ATTUNE_PORT": "0",
            "ATTUNE_REDIS": "redis://127.0.0.1:6379/0", "ATTUNE_SESSION_TTL": "60", "ATTUNE_DEFAULT_MODE": "rules",
            "ATTUNE_STREAM_MAX_AGE": "10", "ATTUNE_DRAIN_WINDOW": "0", "ATTUNE_LOG_LEVEL": "trace",
            "ATTUNE_LOG_FORMAT": "json", "ATTUNE_RANKING": "/etc/ranking.json",
        ])
        let expected = Settings(
            dataDir: "/srv/attune", host: "::1", port: 0, redis: "redis://127.0.0.1:6379/0", sessionTTLSeconds: 60,
            defaultMode: .rules, ranking: "/etc/ranking.json", streamMaxAgeSeconds: 10, drainWindowSeconds: 0,
            logLevel: .trace, logFormat: .json)
        #expect(settings == expected)
        #expect(settings.baseURL == "http://[::1]:0")
    }

    @Test("ATTUNE_CONFIG names the file when the command line does not")
    func configFromEnvironment() throws {
        try withConfigFile(#"{"port": 9001}"#) { path in
            let settings = try Settings.resolve(environment: ["HOME": "/home/mira", "ATTUNE_CONFIG": path])
            #expect(settings.port == 9001)
        }
    }

    @Test("XDG_DATA_HOME and a tilde decide the data folder")
    func dataFolder() throws {
        let xdg = home.merging(["XDG_DATA_HOME": "/data"]) { $1 }
        #expect(try Settings.resolve(environment: xdg).dataDir == "/data/attune")
        #expect(
            try Settings.resolve(commandLine: [.dataDir: "~/sounds"], environment: home).dataDir == "/home/mira/sounds")
        let relative = home.merging(["XDG_DATA_HOME": "data"]) { $1 }
        #expect(try Settings.resolve(environment: relative).dataDir == "/home/mira/.local/share/attune")
    }

    @Test("an empty variable counts as not set")
    func emptyVariable() throws {
        #expect(try Settings.resolve(environment: home.merging(["ATTUNE_PORT": ""]) { $1 }).port == 8080)
    }

    @Test("an unknown key in the file is refused by name")
    func unknownKey() throws {
        try withConfigFile(#"{"port": 9001, "prot": 1, "a": 2}"#) { path in
            #expect(throws: SettingsError.unknownKeys(["a", "prot"], path: path)) {
                try Settings.resolve(environment: home, configFile: path)
            }
        }
    }

    @Test("a missing or broken file is refused", arguments: ["{", "[1]x", ""])
    func brokenFile(text: String) throws {
        try withConfigFile(text) { path in
            #expect(throws: SettingsError.self) { try Settings.resolve(environment: home, configFile: path) }
            #expect(throws: SettingsError.unreadableFile(path: path + ".none", reason: "there is no such file.")) {
                try Settings.resolve(environment: home, configFile: path + ".none")
            }
        }
    }

    private func withConfigFile(_ text: String, _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }
}

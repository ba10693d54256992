import AttuneSettings
import Testing

struct RefusalTests {
    @Test(
        "a value outside what is accepted is refused with the key, the value, its origin and what is accepted",
        arguments: [
            (Setting.port, "70000"), (.port, "-1"), (.port, "http"), (.port, "80.5"), (.sessionTTL, "59"),
            (.drainWindow, "301"), (.streamMaxAge, "9"), (.logLevel, "loud"), (.logFormat, "xml"),
            (.maxStreams, "0"), (.maxStreamsPerCaller, "100001"), (.corsOrigins, "https://a.example/path"),
            (.corsOrigins, "a.example"), (.corsOrigins, "https://a.example,*"), (.corsOrigins, ","),
            (.defaultMode, "random"), (.redis, "localhost:6379"), (.redis, "rediss://host"), (.redis, "redis://"),
            (.clapURL, "127.0.0.1:8765"), (.clapURL, "ftp://worker"), (.clapURL, "http://"), (.clapURL, "http://a?b"),
        ])
    func invalid(setting: Setting, value: String) throws {
        let fromOption = SettingsError.invalid(setting, given: value, origin: "from --\(setting.rawValue)")
        #expect(throws: fromOption) { try Settings.resolve(commandLine: [setting: value], environment: [:]) }
        let fromVariable = SettingsError.invalid(setting, given: value, origin: "from \(setting.environmentName)")
        #expect(throws: fromVariable) { try Settings.resolve(environment: [setting.environmentName: value]) }
        #expect(fromVariable.sentence.contains(setting.accepted))
        #expect(fromVariable.nextStep.contains(setting.environmentName))
    }

    @Test(
        "an address others can reach is refused with the reason",
        arguments: ["0.0.0.0", "::", "192.168.1.7", "example.org", "127.0.0.1.example.org", "127.0.0", "128.0.0.1"])
    func exposed(host: String) {
        let error = SettingsError.exposedHost(host, origin: "from --host")
        #expect(throws: error) { try Settings.resolve(commandLine: [.host: host], environment: [:]) }
        #expect(error.sentence.contains("no authentication"))
        #expect(error.nextStep.contains("127.0.0.1"))
    }

    @Test("with authentication any address is accepted", arguments: [Setting.authSecretFile, .authSecret, .authKeySet])
    func guarded(setting: Setting) throws {
        let settings = try Settings.resolve(
            commandLine: [.host: "0.0.0.0"], environment: [setting.environmentName: "/etc/attune/key"])
        #expect(settings.host == "0.0.0.0")
        #expect(settings.authentication.isConfigured)
    }

    @Test("origins are separated by commas or spaces")
    func origins() throws {
        let given = "https://a.example, http://localhost:5173"
        let settings = try Settings.resolve(environment: ["ATTUNE_CORS_ORIGINS": given])
        #expect(settings.corsOrigins == ["https://a.example", "http://localhost:5173"])
    }

    @Test("loopback addresses are accepted", arguments: ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
    func loopback(host: String) throws {
        #expect(try Settings.resolve(commandLine: [.host: host], environment: [:]).host == host)
    }

    @Test("every key documents itself", arguments: Setting.allCases)
    func documented(setting: Setting) {
        #expect(setting.environmentName.hasPrefix("ATTUNE_"))
        #expect(!setting.environmentName.contains("-"))
        #expect(setting.help.contains(setting.accepted) && setting.help.contains(setting.environmentName))
    }
}

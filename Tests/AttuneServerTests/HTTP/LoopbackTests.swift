import AttuneServer
import Testing

@Suite("Loopback")
struct LoopbackTests {
    @Test(
        "a machine's own names are taken, with any port",
        arguments: ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:9", "127.255.0.1:80", "[::1]", "[::1]:8080"])
    func own(authority: String) {
        #expect(LoopbackName.matches(authority: authority))
        #expect(LoopbackName.matches(origin: "http://\(authority)"))
    }

    @Test(
        "others are not, however they are dressed",
        arguments: [
            "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:80",
            "127.0.0.1@evil.example", "128.0.0.1", "127.0.0", "127.0.0.256", "[::2]", "[::1", "::2", "", "localhost:",
            "localhost:99999", "0.0.0.0", "127.0.0.1 ", "[::1]x",
        ])
    func foreign(authority: String) {
        #expect(!LoopbackName.matches(authority: authority))
        #expect(!LoopbackName.matches(origin: "http://\(authority)"))
    }

    @Test("an origin without a host is foreign", arguments: ["null", "file://", "ftp://localhost", "localhost"])
    func opaqueOrigin(origin: String) {
        #expect(!LoopbackName.matches(origin: origin))
    }

    @Test("an address other machines reach is refused with what to do")
    func settings() throws {
        #expect(try ServerSettings(host: "::1", port: 0).port == 0)
        let error = #expect(throws: ServerSettingsError.self) { try ServerSettings(host: "0.0.0.0", port: 8080) }
        #expect(error == .authenticationRequired(host: "0.0.0.0"))
        #expect(error?.description.contains("127.0.0.1") == true)
        #expect(try ServerSettings(host: "0.0.0.0", asksForTokens: true).host == "0.0.0.0")
        #expect(throws: ServerSettingsError.port(70000)) { try ServerSettings(port: 70000) }
    }
}

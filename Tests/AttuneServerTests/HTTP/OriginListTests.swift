import AttuneServer
import Testing

@Suite("Origins")
struct OriginListTests {
    @Test("only what is listed is contained, in any case")
    func listed() {
        let list = OriginList(["https://studio.example", "http://localhost:5173"])
        #expect(list.contains("https://studio.example") && list.contains("HTTPS://Studio.Example"))
        for stranger in [
            "http://studio.example", "https://studio.example:444", "https://studio.example.evil", "null", "",
        ] {
            #expect(!list.contains(stranger))
        }
    }

    @Test("a page is the service's own when it was loaded under the same host, whatever the scheme")
    func own() {
        #expect(OriginList.isOwn("https://attune.example", authority: "attune.example"))
        #expect(OriginList.isOwn("http://10.0.0.2:8080", authority: "10.0.0.2:8080"))
        #expect(!OriginList.isOwn("http://10.0.0.2:8081", authority: "10.0.0.2:8080"))
        #expect(!OriginList.isOwn("https://evil.example", authority: "attune.example"))
        #expect(!OriginList.isOwn("null", authority: "null"))
        #expect(!OriginList.isOwn("http://attune.example", authority: nil))
    }
}

import AttuneServer
import Testing

@Suite("Ranges and tags")
struct RangeRequestTests {
    @Test(
        "a range is what RFC 9110 says it is",
        arguments: [
            (nil, RangeRequest.whole), ("bytes=0-9", .part(0...9)), ("bytes=0-", .part(0...99)),
            ("bytes=90-200", .part(90...99)), ("bytes=-10", .part(90...99)), ("bytes=-1000", .part(0...99)),
            ("Bytes=99-99", .part(99...99)), ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=0-99999999999999999999", .part(0...99)), ("bytes=9-0", .whole), ("bytes=-", .whole),
            ("bytes=a-b", .whole), ("bytes=+1-2", .whole), ("bytes=0-1,5-6", .whole), ("items=0-1", .whole),
            ("", .whole),
            ("bytes=", .whole),
        ] as [(String?, RangeRequest)])
    func ranges(header: String?, expected: RangeRequest) {
        #expect(RangeRequest(header, size: 100) == expected)
    }

    @Test("nothing of an empty file can be asked for")
    func emptyFile() {
        #expect(RangeRequest("bytes=0-", size: 0) == .unsatisfiable)
        #expect(RangeRequest("bytes=-1", size: 0) == .unsatisfiable)
    }

    @Test("a tag is found weak or strong, alone, in a list, or under the star")
    func tags() {
        for header in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*", " \"a\""] {
            #expect(EntityTag.matches("\"a\"", anyOf: header), "\(header)")
        }
        #expect(!EntityTag.matches("\"a\"", anyOf: "\"b\""))
        #expect(!EntityTag.matches("\"a\"", anyOf: nil))
    }
}

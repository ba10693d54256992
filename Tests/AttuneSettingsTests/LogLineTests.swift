import AttuneSettings
import Foundation
import Logging
import Testing

struct LogLineTests {
    private func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> LogLine {
        LogLine(
            time: Date(timeIntervalSince1970: 1.5), level: .info, logger: "attune.server", message: message,
            metadata: metadata)
    }

    @Test("a text line reads time, level, logger, message, then metadata in order of its names")
    func text() {
        let text = line("listening", ["port": "8080", "host": "::1", "note": "two words"]).rendered(.text)
        #expect(
            text == "1970-01-01T00:00:01.500Z info attune.server: listening host=::1 note=\"two words\" port=8080\n")
    }

    @Test("a JSON line is one object with metadata beside the fixed fields, which win")
    func json() throws {
        let text = line("a \"quoted\"\nmessage", ["path": "/v1/x", "level": "mine", "arm": ["a", "b"]]).rendered(.json)
        #expect(text.hasSuffix("}\n") && text.dropLast().allSatisfy { $0 != "\n" })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["message"] as? String == "a \"quoted\"\nmessage")
        #expect(object["level"] as? String == "info")
        #expect(object["logger"] as? String == "attune.server")
        #expect(object["path"] as? String == "/v1/x")
        #expect(object["arm"] as? [String] == ["a", "b"])
        #expect(object["time"] as? String == "1970-01-01T00:00:01.500Z")
    }

    @Test("no message can forge a second line", arguments: ["a\nb", "a\r\nb", "a\u{1B}[31mb", "a\u{2028}b\n"])
    func oneLine(message: String) {
        let text = line(message, ["key": "\(message)"]).rendered(.text)
        #expect(text.utf8.count(where: { $0 == 0x0A }) == 1)
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }
}

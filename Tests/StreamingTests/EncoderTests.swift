import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("The event-stream encoder")
struct EncoderTests {
    private func encoded(id: String? = nil, event: String? = nil, _ data: String) throws -> ByteBuffer {
        var out = ByteBuffer()
        SSEEncoder.append(
            id: try id.map { try SSEField($0) }, event: try event.map { try SSEField($0) },
            data: ByteBuffer(string: data), to: &out)
        return out
    }

    @Test("writes the fields in order")
    func order() throws {
        #expect(
            String(buffer: try encoded(id: "e-1", event: "hello", "{}")) == "id: e-1\nevent: hello\ndata: {}\n\n")
    }

    @Test("no payload injects a field", arguments: ["\r\n", "\n", "\r", "\n\r", "\r\n\r\n", "\n\n"])
    func injection(separator: String) throws {
        let hostile = "x\(separator)event: evil\(separator)id: 666\(separator)\(separator)data: y"
        var decoder = SSEDecoder()
        let events = try decoder.decode(try encoded(id: "e-1", event: "safe", hostile))
        #expect(events.count == 1)
        #expect(events.first?.event == "safe")
        #expect(events.first?.id == "e-1")
        let normalised = hostile.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        #expect(events.first?.data == normalised)
    }

    @Test("an id or event with CR, LF or NUL is refused, or cleaned")
    func fields() {
        #expect(throws: SSEFieldError.forbiddenByte(0x0a, offset: 1)) { try SSEField("a\nb") }
        #expect(throws: SSEFieldError.forbiddenByte(0x0d, offset: 1)) { try SSEField("a\r\nb") }
        #expect(throws: SSEFieldError.forbiddenByte(0, offset: 0)) { try SSEField("\0") }
        #expect(SSEField(sanitising: "a\r\nb\0c").text == "abc")
    }

    @Test("a heartbeat is a comment without a blank line")
    func heartbeat() {
        var out = ByteBuffer()
        SSEEncoder.appendHeartbeat(to: &out)
        SSEEncoder.appendRetry(milliseconds: 1500, to: &out)
        #expect(String(buffer: out) == ":\nretry: 1500\n")
    }

    @Test("long JSON is cut after commas outside strings, into lines under 64 KiB")
    func longLines() throws {
        let item = #"{"name":"a, \"quoted\", \\","values":[1,2,3]}"#
        let json = "[" + Array(repeating: item, count: 8000).joined(separator: ",") + "]"
        let out = try encoded(json)
        let lines = String(buffer: out).split(separator: "\n")
        #expect(lines.count > 4)
        #expect(lines.allSatisfy { $0.utf8.count + 1 < SSEEncoder.lineLimit })
        var decoder = SSEDecoder()
        let data = try #require(try decoder.decode(out).first).data
        #expect(data.replacing("\n", with: "") == json)
        #expect(data.split(separator: "\n").dropLast().allSatisfy { $0.hasSuffix(",") })
    }

    @Test("a single JSON string of more than 64 KiB is sent whole rather than changed")
    func indivisible() throws {
        let json = "[1,\"" + String(repeating: "a,", count: 70_000) + "\",2]"
        var decoder = SSEDecoder()
        let data = try #require(try decoder.decode(try encoded(json)).first).data
        #expect(data.replacing("\n", with: "") == json)
    }

    @Test("any frames, encoded, cut anywhere and decoded are what went in", arguments: 0..<60)
    func roundTrip(seed: UInt64) throws {
        var random = Seeded(seed)
        let pieces = [
            "", "a", "data: ", ":", "\n", "\r", "\r\n", "é", "🎧", " ", "id: 1", "\u{FEFF}", "{\"a\":1}", "event", "\0",
        ]
        func text(_ count: Int, without forbidden: Set<String> = []) -> String {
            (0..<count).map { _ in pieces.filter { !forbidden.contains($0) }.randomElement(using: &random) ?? "" }
                .joined()
        }
        var out = ByteBuffer()
        var expected: [String] = []
        var lastID = ""
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let data = text(Int.random(in: 0...12, using: &random))
            let lineBreaks: Set<String> = ["\n", "\r", "\r\n", "\0"]
            let id = Bool.random(using: &random) ? text(3, without: lineBreaks) : nil
            let event = Bool.random(using: &random) ? text(2, without: lineBreaks) : nil
            SSEEncoder.append(
                id: try id.map { try SSEField($0) }, event: try event.map { try SSEField($0) },
                data: ByteBuffer(string: data), to: &out)
            if Bool.random(using: &random) { SSEEncoder.appendHeartbeat(to: &out) }
            if Bool.random(using: &random) { SSEEncoder.appendRetry(milliseconds: 1, to: &out) }
            lastID = id ?? lastID
            let name = event.flatMap { $0.isEmpty ? nil : $0 } ?? "message"
            let bytes = Self.withLineFeeds(data)
            expected.append("\(lastID)|\(name)|\(bytes)")
        }
        var decoder = SSEDecoder()
        var events: [SSEEvent] = []
        while out.readableBytes > 0 {
            let length = Int.random(in: 1...min(out.readableBytes, 30), using: &random)
            guard let chunk = out.readSlice(length: length) else { break }
            events += try decoder.decode(chunk)
        }
        #expect(events.map { "\($0.id)|\($0.event)|\(Array($0.data.utf8))" } == expected)
    }

    /// The bytes a client receives: CR, LF and CRLF each as LF.
    private static func withLineFeeds(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var wasCarriageReturn = false
        for byte in text.utf8 {
            if byte == 0x0a, wasCarriageReturn {
                wasCarriageReturn = false
                continue
            }
            wasCarriageReturn = byte == 0x0d
            bytes.append(byte == 0x0d ? 0x0a : byte)
        }
        return bytes
    }

    @Test("an NDJSON frame is one line whatever the payload's line breaks")
    func ndjson() throws {
        var out = ByteBuffer()
        NDJSONEncoder.append(
            id: try SSEField("e-1"), event: try SSEField("context"), data: ByteBuffer(string: "{\n\"a\":\r\n1}"),
            to: &out)
        #expect(String(buffer: out) == "{\"id\":\"e-1\",\"event\":\"context\",\"data\":{ \"a\":  1}}\n")
    }
}

import NIOCore
import SSEClient
import Testing

@Suite("The event-stream decoder follows the standard")
struct SSEDecoderTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var stream: String
        /// `id|event|data` of each event.
        var events: [String]
        var testDescription: String { name }
    }

    static let examples = [
        Example(
            name: "the standard's stock ticker", stream: "data: YHOO\ndata: +2\ndata: 10\n\n",
            events: ["|message|YHOO\n+2\n10"]),
        Example(
            name: "comments, empty id, no space",
            stream: ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            events: ["1|message|first event", "|message|second event", "|message| third event"]),
        Example(
            name: "empty data dispatches, no data does not", stream: "data\n\ndata\ndata\n\ndata:",
            events: ["|message|", "|message|\n"]),
        Example(
            name: "one space is stripped", stream: "data:test\n\ndata: test\n\n",
            events: ["|message|test", "|message|test"]),
        Example(
            name: "CR alone ends lines", stream: "event: a\rdata: 1\r\rdata: 2\r\r", events: ["|a|1", "|message|2"]),
        Example(name: "CRLF is one line end", stream: "data: 1\r\ndata: 2\r\n\r\n", events: ["|message|1\n2"]),
        Example(
            name: "a BOM is skipped once", stream: "\u{FEFF}data: 1\n\n\u{FEFF}data: 2\n\n", events: ["|message|1"]),
        Example(
            name: "an id with NUL is ignored", stream: "id: 7\ndata: 1\n\nid: 8\0\ndata: 2\n\n",
            events: ["7|message|1", "7|message|2"]),
        Example(
            name: "an id stays, an event name does not", stream: "id: 7\nevent: x\ndata: 1\n\ndata: 2\n\n",
            events: ["7|x|1", "7|message|2"]),
        Example(name: "an id without data is kept", stream: "id: 9\n\ndata: 1\n\n", events: ["9|message|1"]),
        Example(
            name: "unknown fields are ignored", stream: "foo: bar\n data: no\ndata: yes\n\n", events: ["|message|yes"]),
        Example(name: "an unfinished block is dropped", stream: "data: 1\n\ndata: 2\n", events: ["|message|1"]),
        Example(name: "a comment does not break a block", stream: "data: 1\n:\ndata: 2\n\n", events: ["|message|1\n2"]),
    ]

    @Test("every example, whole and cut at every byte", arguments: examples)
    func example(_ example: Example) throws {
        let bytes = Array(example.stream.utf8)
        for cut in 0...bytes.count {
            var decoder = SSEDecoder()
            var events = try decoder.decode(ByteBuffer(bytes: bytes[..<cut]))
            events += try decoder.decode(ByteBuffer(bytes: bytes[cut...]))
            #expect(events.map { "\($0.id)|\($0.event)|\($0.data)" } == example.events)
        }
        var decoder = SSEDecoder()
        var events: [SSEEvent] = []
        for byte in bytes { events += try decoder.decode(ByteBuffer(bytes: [byte])) }
        #expect(events.map { "\($0.id)|\($0.event)|\($0.data)" } == example.events)
    }

    @Test("retry counts only when it is all digits")
    func retry() throws {
        var decoder = SSEDecoder()
        _ = try decoder.decode(ByteBuffer(string: "retry: 2500\n"))
        #expect(decoder.retryMilliseconds == 2500)
        _ = try decoder.decode(ByteBuffer(string: "retry: 25x\nretry: -1\nretry:\n"))
        #expect(decoder.retryMilliseconds == 2500)
    }

    @Test("a comment without a blank line is counted and dispatches nothing")
    func comments() throws {
        var decoder = SSEDecoder()
        let events = try decoder.decode(ByteBuffer(string: ":\n:\n: ping\n"))
        #expect(events.isEmpty)
        #expect(decoder.comments == 3)
    }

    @Test("an event beyond the limit is refused")
    func limit() {
        var decoder = SSEDecoder(eventLimit: 100)
        #expect(throws: SSEClientError.eventTooLarge(limit: 100)) {
            try decoder.decode(ByteBuffer(string: "data: " + String(repeating: "x", count: 200)))
        }
    }
}

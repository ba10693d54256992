import AttuneServer
import Testing

@Suite("Accept")
struct AcceptedTests {
    @Test(
        "the form of the stream is the one preferred, events when in doubt",
        arguments: [
            (nil, Accepted.events), ("*/*", .events), ("text/event-stream", .events), ("", .events),
            ("image/png", .events),
            ("application/json", .snapshot), ("application/x-ndjson", .lines),
            ("application/json, text/event-stream;q=0.5", .snapshot), ("application/json;q=0.2, */*;q=0.8", .events),
            ("APPLICATION/JSON ; q=0.9", .snapshot), ("application/json;q=0", .events),
            ("application/json, */*", .events),
            // The most specific range decides about a form, not the kindest.
            ("text/event-stream;q=0, */*", .snapshot),
            ("text/event-stream;q=0.1, application/json;q=0.5, */*;q=0.8", .snapshot),
            ("*/*, text/*;q=0.2, application/json;q=0.3", .snapshot),
            ("text/*;q=0, text/event-stream;q=0.5, application/json;q=0.4", .events),
            ("text/event-stream;q=0, application/*;q=0, */*", .events),
            ("application/x-ndjson;q=0.5, text/event-stream;q=0.4", .lines),
        ] as [(String?, Accepted)])
    func preference(header: String?, expected: Accepted) {
        #expect(Accepted(header) == expected)
    }
}

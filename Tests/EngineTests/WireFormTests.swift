import Engine
import Ranking
import Testing

/// Ids and times as they are sent.
@Suite struct WireFormTests {
    @Test("an id sorts by its time and is 26 characters of Crockford's base 32")
    func ulid() {
        let early = ULID.make(at: UnixTime(1_700_000_000), random: { .max })
        let late = ULID.make(at: UnixTime(1_700_000_001), random: { 0 })
        #expect(early < late)
        #expect(early.utf8.count == 26)
        #expect(late.hasSuffix("0000000000000000"))
    }

    @Test("times are RFC 3339 in UTC with milliseconds")
    func time() {
        #expect(UnixTime(1_700_000_000.25).rfc3339 == "2023-11-14T22:13:20.250Z")
    }
}

import RedisStore
import Testing

@Suite struct RedisFactsTests {
    @Test("Redis before version 5 is not supported", arguments: [("4.0.14", false), ("5.0.0", true), ("7.0.15", true)])
    func versions(version: String, isSupported: Bool) {
        #expect(RedisFacts(info: "# Server\r\nredis_version:\(version)\r\n").isSupported == isSupported)
    }

    @Test("what Redis does not tell is unknown")
    func silence() {
        let facts = RedisFacts(info: "")
        #expect(facts.version == nil && facts.isSupported == nil && facts.role == nil && facts.maximalMemory == nil)
        #expect(facts.appendsWrites == nil && facts.lastWriteSucceeded == nil && facts.medianRoundTrip == nil)
    }

    @Test("either failed write counts, of a snapshot or of the append-only file")
    func writes() {
        let good = "rdb_last_bgsave_status:ok\r\naof_last_write_status:ok\r\n"
        #expect(RedisFacts(info: good).lastWriteSucceeded == true)
        #expect(RedisFacts(info: good.replacing("save_status:ok", with: "save_status:err")).lastWriteSucceeded == false)
        #expect(
            RedisFacts(info: good.replacing("write_status:ok", with: "write_status:err")).lastWriteSucceeded == false)
    }

    @Test("one slow round trip does not make Redis slow")
    func median() {
        var facts = RedisFacts(info: "")
        facts.roundTrips = [
            .milliseconds(1), .milliseconds(900), .microseconds(80), .microseconds(90), .microseconds(70),
        ]
        #expect(facts.medianRoundTrip == .microseconds(90))
    }
}

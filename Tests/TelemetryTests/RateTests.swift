import Telemetry
import Testing

@Suite("Rates")
struct RateTests {
    /// The first four are from Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    @Test(
        "the Wilson interval agrees with published and hand-computed values",
        arguments: [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
            (0, 10, 0, 0.2775), (10, 10, 0.7225, 1),
        ])
    func wilson(_ count: Int, _ chances: Int, _ low: Double, _ high: Double) throws {
        let interval = try #require(Rate(count, of: chances).interval())
        #expect(abs(interval.low - low) < 0.00005)
        #expect(abs(interval.high - high) < 0.00005)
    }

    @Test("without a chance there is no rate and no interval")
    func noChance() {
        #expect(Rate(0, of: 0).value == nil)
        #expect(Rate(0, of: 0).interval() == nil)
        #expect(Rate(5, of: -1).value == nil)
    }

    @Test("a count beyond its chances is taken as all of them, a negative one as none")
    func clamped() {
        #expect(Rate(12, of: 10).value == 1)
        #expect(Rate(-3, of: 10).value == 0)
    }

    @Test("the interval holds the rate and shrinks as chances grow")
    func shrinks() throws {
        var width = 1.0
        for chances in [10, 100, 1000, 10_000] {
            let rate = Rate(chances / 5, of: chances)
            let interval = try #require(rate.interval())
            #expect(interval.low < 0.2 && 0.2 < interval.high)
            #expect(interval.high - interval.low < width)
            width = interval.high - interval.low
        }
    }
}

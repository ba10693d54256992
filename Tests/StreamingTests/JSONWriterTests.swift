import Foundation
import NIOCore
import Streaming
import Testing

/// The encoder of everything that is pushed.
@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(buffer: writer.buffer)
    }

    @Test("commas stand between members and elements, and nowhere else")
    func commas() {
        let json = text { json in
            json.object { json in
                json.member("a", 1)
                json.key("b")
                json.array([1, 2, 3]) { $0.number($1) }
                json.key("c")
                json.object { _ in }
                json.member("d", String?.none)
                json.member("e", true)
            }
        }
        #expect(json == #"{"a":1,"b":[1,2,3],"c":{},"d":null,"e":true}"#)
    }

    @Test(
        "any text reads back as itself",
        arguments: ["plain", "quote \" and \\", "line\nfeed\r\ttab", "\u{0}\u{1F}", "\u{2028} ümlaut 🎹", "</script>"])
    func strings(original: String) throws {
        let data = Data(text { json in json.array([original]) { $0.string($1) } }.utf8)
        #expect(try JSONDecoder().decode([String].self, from: data) == [original])
    }

    @Test(
        "any finite number reads back as itself, and the rest is null",
        arguments: [0, -0.0, 1, -3, 0.1, 1e300, .leastNonzeroMagnitude, 123_456_789.125, 1e15, 9_007_199_254_740_992])
    func numbers(original: Double) throws {
        let data = Data(text { json in json.array([original]) { $0.number($1) } }.utf8)
        #expect(try JSONDecoder().decode([Double].self, from: data) == [original])
    }

    @Test("a rounded number has no more decimals than asked, and reads back as the nearest of them")
    func decimals() throws {
        let texts = [(0.1, "0.1"), (-0.0004, "0"), (-1.0625, "-1.063"), (2, "2"), (0.9996, "1"), (12.05, "12.05")]
        for (number, expected) in texts {
            #expect(text { json in json.array([number]) { $0.number($1, decimals: 3) } } == "[\(expected)]")
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            let (number, places) = (
                Double.random(in: -1e6...1e6, using: &random), Int.random(in: 0...9, using: &random)
            )
            let data = Data(text { json in json.array([number]) { $0.number($1, decimals: places) } }.utf8)
            let unit = pow(10, Double(places))
            #expect(try JSONDecoder().decode([Double].self, from: data) == [(number * unit).rounded() / unit])
        }
        #expect(text { json in json.array([Double.nan, 1e300]) { $0.number($1, decimals: 9) } } == "[null,1e+300]")
    }

    @Test("not a number is null")
    func notFinite() {
        let json = text { json in json.array([Double.nan, .infinity]) { $0.number($1) } }
        #expect(json == "[null,null]")
    }
}

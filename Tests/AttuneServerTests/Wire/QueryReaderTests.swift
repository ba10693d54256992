import AttuneServer
import Library
import Music
import Ranking
import Sessions
import Testing

@Suite("Query strings")
struct QueryReaderTests {
    @Test("values are percent-decoded, and a plus is a space")
    func decoding() throws {
        let query = try SampleQuery(parsing: "q=deep%20bass+loop&key=F%23+minor&bpm=174&role=one-shot&limit=200")
        #expect(query.text == "deep bass loop")
        #expect(query.key == Key(tonic: PitchClass(6), mode: .minor))
        #expect(query.bpm == 174)
        #expect(query.role == .oneShot)
        #expect(query.limit == 200)
    }

    @Test("nothing asked is the defaults")
    func defaults() throws {
        #expect(try SampleQuery(parsing: nil) == SampleQuery())
        #expect(try SampleQuery(parsing: "") == SampleQuery())
        #expect(try SampleQuery(parsing: "q=") == SampleQuery())
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("limit=0", "limit"), ("limit=201", "limit"), ("limit=ten", "limit"), ("limit=1&limit=2", "limit"),
            ("bpm=NaN", "bpm"), ("bpm=19", "bpm"), ("bpm=inf", "bpm"), ("key=H+major", "key"), ("key=A", "key"),
            ("role=tuba", "role"), ("colour=blue", "colour"), ("q=%FF", "q"), ("%GG=1", "%GG"),
        ])
    func problems(query: String, field: String) throws {
        let error = #expect(throws: InvalidRequest.self) { try SampleQuery(parsing: query) }
        #expect(error?.problems.map(\.field) == [field])
    }

    @Test("what is never refused is taken as it arrived where it cannot be decoded")
    func verbatim() throws {
        var query = QueryReader("a=%41+b&a=%FF&other=%FF")
        let values = query.verbatim("a")
        #expect(values == ["A b", "%FF"])
        try query.finish(tolerant: true)
    }

    @Test("every problem is told at once")
    func severalProblems() {
        let error = #expect(throws: InvalidRequest.self) { try SampleQuery(parsing: "limit=0&bpm=1&x=2") }
        #expect(error?.problems.map(\.field) == ["limit", "bpm", "x"])
    }

    @Test("the path of the next page asks the same question")
    func nextPage() throws {
        let query = try SampleQuery(parsing: "q=a%26b%2Bc&bpm=92.5&key=Bb+major&role=pad&limit=7")
        let path = query.path(after: SampleID("abc"))
        let parts = path.split(separator: "?")
        #expect(parts.first == "/v1/samples")
        var expected = query
        expected.after = SampleID("abc")
        #expect(try SampleQuery(parsing: parts.last.map(String.init)) == expected)
    }
}

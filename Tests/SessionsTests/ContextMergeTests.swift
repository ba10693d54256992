import Music
import Ranking
import Sessions
import Testing

/// The context after these patches in a row, as JSON text.
private func merged(_ patches: String...) throws -> String {
    var context = SessionContext()
    for patch in patches { context = try ContextPatch(parsing: JSONValue(jsonText: patch)).apply(to: context) }
    #expect(context.jsonText == context.json.jsonText)
    return context.jsonText
}

@Suite struct ContextMergeTests {
    @Test("an absent field keeps its value and null clears it, nested objects too")
    func mergePatch() throws {
        #expect(try merged(#"{"bpm":120,"energy":0.5}"#, #"{"bpm":null}"#) == #"{"energy":0.5}"#)
        let wishes =
            #"{"preferences":{"adventurous":1,"weights":{"key":1,"mood":2}},"sources":{"bpm":{"from":"live"}}}"#
        #expect(
            try merged(wishes, #"{"preferences":{"weights":{"key":null}},"sources":null}"#)
                == #"{"preferences":{"adventurous":1,"weights":{"mood":2}}}"#)
        #expect(try merged(wishes, #"{"preferences":null,"sources":{"bpm":null}}"#) == "{}")
        #expect(
            try merged(#"{"mood_tags":["Dark"," dark "]}"#, #"{"bpm":90.5}"#) == #"{"bpm":90.5,"mood_tags":["dark"]}"#)
        #expect(try merged(#"{"mood_tags":["dark"]}"#, #"{"mood_tags":[]}"#) == "{}")
    }

    @Test("a tonic and a mode complete each other in either order")
    func halves() throws {
        #expect(try merged(#"{"key":"A","mode":"minor"}"#) == #"{"key":"A minor"}"#)
        #expect(try merged(#"{"key":"A"}"#) == #"{"key":"A"}"#)
        #expect(try merged(#"{"key":"A"}"#, #"{"mode":"dorian"}"#) == #"{"key":"A dorian"}"#)
        #expect(try merged(#"{"mode":"minor"}"#, #"{"key":"A"}"#) == #"{"key":"A minor"}"#)
        #expect(try merged(#"{"key":"C minor"}"#, #"{"key":"A"}"#) == #"{"key":"A minor"}"#)
        #expect(try merged(#"{"key":"8A"}"#, #"{"mode":null}"#) == #"{"key":"A"}"#)
        #expect(try merged(#"{"key":"8A"}"#, #"{"key":null}"#) == "{}")
        #expect(SessionContext().isEmpty)
    }

    @Test("the JSON text of any string reads back, and numbers stay as short as they can")
    func text() throws {
        for string in ["", "\u{0}\u{1F}\"\\/\n\t", "é\u{2028}😀", "a\u{7F}b"] {
            #expect(try JSONValue(jsonText: JSONValue.string(string).jsonText) == .string(string))
        }
        #expect(
            JSONValue.array([.number(128), .number(0.1), .number(-0.5), .number(1e300)]).jsonText
                == "[128,0.1,-0.5,1e+300]")
        #expect(
            try JSONValue(jsonText: #" {"a":[1,2.5e1,"\ud83d\ude00"],"b":null} "#).jsonText
                == #"{"a":[1,25,"😀"],"b":null}"#)
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", "{", #"{"a":1"#, "[1,]", "01", "1e999", "nul", #""\ud800""#, "1 2", #"{"a":1,"a":2}"#, "\"\n\"",
        ])
    func notJSON(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(jsonText: text) }
    }

    @Test("invalid UTF-8 and bottomless nesting are refused")
    func hostile() {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(jsonBytes: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(jsonText: String(repeating: "[", count: 100_000)) }
    }
}

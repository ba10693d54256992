import Music
import Ranking
import Sessions
import Testing

/// The problems of a `context` given as JSON text, `field: detail`.
private func problems(_ text: String) throws -> [FieldProblem] {
    do {
        _ = try ContextPatch(parsing: JSONValue(jsonText: text))
        return []
    } catch let invalid as InvalidRequest {
        return invalid.problems
    }
}

@Suite struct ContextParsingTests {
    @Test("every field of the contract is read, merged and shown again")
    func roundTrip() throws {
        let text = """
            {"bpm":128,"energy":0.5,"genre":"techno","key":"A minor","mood_tags":["dark","deep"],"playing":["a.wav"],\
            "preferences":{"adventurous":0.2,"bpm_tolerance":4,"key_policy":"exact","max_per_pack":2,\
            "weights":{"tempo":1.5}},"role":"one-shot","sources":{"key":{"confidence":0.3,"from":"ableton"}},\
            "time_remaining_s":90}
            """
        let context = try SessionContext(json: JSONValue(jsonText: text))
        #expect(context.json.jsonText == text)
        #expect(context.jsonText == text)
        #expect(SessionContext(fields: context.fields) == context)
        #expect(context.preferences.weights == [.tempo: 1.5])
        #expect(!context.keyFilters)
    }

    @Test(
        "what is not accepted is refused with its field",
        arguments: [
            (#"{"bpm":0}"#, "context.bpm"), (#"{"bpm":-3}"#, "context.bpm"), (#"{"bpm":1e9}"#, "context.bpm"),
            (#"{"bpm":"NaN"}"#, "context.bpm"), (#"{"key":"H major"}"#, "context.key"), (#"{"key":8}"#, "context.key"),
            (#"{"mode":"bebop"}"#, "context.mode"), (#"{"energy":1.01}"#, "context.energy"),
            (#"{"genre":""}"#, "context.genre"), (#"{"genre":"a\u0007b"}"#, "context.genre"),
            (#"{"role":"tuba"}"#, "context.role"), (#"{"time_remaining_s":-1}"#, "context.time_remaining_s"),
            (#"{"mood_tags":"dark"}"#, "context.mood_tags"), (#"{"playing":[""]}"#, "context.playing"),
            (#"{"preferences":{"bpm_tolerance":101}}"#, "context.preferences.bpm_tolerance"),
            (#"{"preferences":{"max_per_pack":1.5}}"#, "context.preferences.max_per_pack"),
            (#"{"preferences":{"weights":{"tempo":2.1}}}"#, "context.preferences.weights.tempo"),
            (#"{"preferences":{"weights":{"magic":1}}}"#, "context.preferences.weights.magic"),
            (#"{"preferences":3}"#, "context.preferences"), (#"{"tonic":"A"}"#, "context.tonic"),
            (#"{"sources":{"key":{"confidence":2}}}"#, "context.sources.key.confidence"),
            (#"{"sources":{"tonic":{}}}"#, "context.sources.tonic"), (#"[]"#, "context"), (#"null"#, "context"),
            (#"{"key":"A minor","mode":"dorian"}"#, "context.mode"),
        ])
    func refused(text: String, field: String) throws {
        #expect(try problems(text).map(\.field) == [field])
    }

    @Test("seventeen moods, 65 items playing and overlong words are too many")
    func bounds() throws {
        let moods = (1...17).map { "\"m\($0)\"" }.joined(separator: ",")
        #expect(try problems("{\"mood_tags\":[\(moods)]}").first?.detail.contains("17") == true)
        let items = (1...65).map { "\"\($0)\"" }.joined(separator: ",")
        #expect(try problems("{\"playing\":[\(items)]}").map(\.field) == ["context.playing"])
        let word = String(repeating: "x", count: 65)
        #expect(try problems("{\"mood_tags\":[\"\(word)\"]}").map(\.field) == ["context.mood_tags"])
        #expect(try problems("{\"genre\":\"\(word.dropLast())\"}").isEmpty)
    }

    @Test("every problem is named, and unknown fields learn the accepted ones")
    func all() throws {
        let found = try problems(#"{"bpm":0,"energy":"loud","tempo":120,"preferences":{"key_policy":"strict"}}"#)
        #expect(
            found.map(\.field).sorted() == [
                "context.bpm", "context.energy", "context.preferences.key_policy", "context.tempo",
            ])
        #expect(found.first { $0.field == "context.tempo" }?.detail.contains("bpm, key, mode") == true)
        #expect(try problems(#"{"key":"H major"}"#).first?.detail.contains("8A") == true)
    }

    @Test("a whole request is checked at once")
    func request() throws {
        let body = try JSONValue(
            jsonText:
                #"{"session_id":"\#(String(repeating: "s", count: 65))","contxt":{},"context":{"bpm":0},"version":-1}"#)
        let invalid = #expect(throws: InvalidRequest.self) {
            try ContextUpdate(parsing: body, receivedAt: UnixTime(0))
        }
        #expect(invalid?.problems.map(\.field).sorted() == ["context.bpm", "contxt", "session_id", "version"])
        let update = try ContextUpdate(
            parsing: JSONValue(jsonText: #"{"session_id":"s","context":{"bpm":90},"version":7,"idempotency_key":"k"}"#),
            receivedAt: UnixTime(5))
        #expect(update.version == 7 && update.idempotencyKey == "k" && update.patch.bpm == .set(90))
    }
}

import Ranking
import Sessions
import Testing

@Suite("Wishes about the ranking itself")
struct PreferencesTests {
    @Test("what is read is written again, whichever members there are")
    func roundTrip() throws {
        for text in [
            "{}", #"{"weights":{"taste":0,"tempo":2}}"#,
            #"{"adventurous":0.5,"bpm_tolerance":8,"key_policy":"any","max_per_pack":4,"weights":{"key":1.25}}"#,
        ] {
            let preferences = try Preferences(parsing: JSONValue(jsonText: text))
            #expect(preferences.json.jsonText == text)
        }
    }

    @Test(
        "everything wrong is named, with what is accepted",
        arguments: [
            (#"{"weights":{"tempo":3}}"#, ["weights.tempo"]), (#"{"weights":{"tempo":-0.1}}"#, ["weights.tempo"]),
            (#"{"weights":{"tempo":"NaN","pitch":1}}"#, ["weights.pitch", "weights.tempo"]),
            (#"{"weights":[]}"#, ["weights"]), (#"{"bpm":120}"#, ["bpm"]), (#"{"key_policy":"close"}"#, ["key_policy"]),
            (#"{"max_per_pack":0,"adventurous":2}"#, ["adventurous", "max_per_pack"]), ("[]", [""]), ("null", [""]),
        ])
    func wrong(text: String, fields: [String]) throws {
        let json = try JSONValue(jsonText: text)
        let error = #expect(throws: InvalidRequest.self) { try Preferences(parsing: json) }
        #expect(error?.problems.map(\.field).sorted() == fields)
        #expect(error?.problems.allSatisfy { $0.detail.contains("send") || $0.detail.contains("accepted are") } == true)
    }

    @Test("a number that is none is no JSON at all", arguments: ["NaN", "Infinity", "1e999"])
    func notANumber(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(jsonText: #"{"weights":{"tempo":\#(text)}}"#) }
    }

    @Test("the nearer wish wins, weight by weight")
    func layers() throws {
        let server = try Preferences(
            parsing: JSONValue(jsonText: #"{"bpm_tolerance":8,"max_per_pack":2,"weights":{"tempo":1,"key":1}}"#))
        var session = Preferences()
        session.bpmTolerance = 3
        session.weights = [.tempo: 0.5, .mood: 0.2]
        let merged = session.over(server)
        #expect(merged.bpmTolerance == 3 && merged.maxPerPack == 2 && merged.keyPolicy == nil)
        #expect(merged.weights == [.tempo: 0.5, .mood: 0.2, .key: 1])
        #expect(Preferences().over(server) == server && server.over(Preferences()) == server)
    }
}

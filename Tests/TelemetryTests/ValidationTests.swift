import Foundation
import Ranking
import Telemetry
import Testing

@Suite("Validating telemetry")
struct ValidationTests {
    private func event() throws -> TelemetryEvent {
        TelemetryEvent(
            eventID: "e1", kind: .accept, setID: "set", sample: SampleID("a"), rank: 1,
            session: try #require(SessionID("song-1")), occurredAt: UnixTime(10), receivedAt: UnixTime(11),
            dwellMilliseconds: 5, metadata: "{}")
    }

    @Test("a plain event, and one at every limit, has no problem")
    func fine() throws {
        var event = try event()
        #expect(event.problems().isEmpty)
        event.eventID = String(repeating: "e", count: 128)
        event.setID = String(repeating: "é", count: 64)
        event.rank = 50
        event.dwellMilliseconds = 86_400_000
        event.metadata = String(repeating: " ", count: 4096)
        event.occurredAt = UnixTime(0)
        #expect(event.problems().isEmpty)
    }

    @Test("each field out of its range is named")
    func named() throws {
        let cases: [(String, @Sendable (inout TelemetryEvent) -> Void)] = [
            ("event_id", { $0.eventID = "" }), ("event_id", { $0.eventID = String(repeating: "é", count: 65) }),
            ("event_id", { $0.eventID = "a\0b" }), ("set_id", { $0.setID = "" }), ("set_id", { $0.setID = "a\nb" }),
            ("sample_id", { $0.sample = SampleID("") }),
            ("sample_id", { $0.sample = SampleID(String(repeating: "a", count: 65)) }),
            ("rank", { $0.rank = 0 }), ("rank", { $0.rank = 51 }), ("rank", { $0.rank = .min }),
            ("dwell_ms", { $0.dwellMilliseconds = -1 }), ("dwell_ms", { $0.dwellMilliseconds = 86_400_001 }),
            ("metadata", { $0.metadata = String(repeating: "x", count: 4097) }), ("metadata", { $0.metadata = "\0" }),
            ("occurred_at", { $0.occurredAt = UnixTime(.nan) }), ("occurred_at", { $0.occurredAt = UnixTime(-1) }),
            ("occurred_at", { $0.occurredAt = UnixTime(1e12) }),
            ("received_at", { $0.receivedAt = UnixTime(.infinity) }),
        ]
        for (field, spoil) in cases {
            var event = try event()
            spoil(&event)
            #expect(event.problems().map(\.field) == [field])
        }
    }

    @Test("everything wrong is told at once")
    func together() throws {
        var event = try event()
        event.eventID = ""
        event.rank = 0
        #expect(event.problems().map(\.field) == ["event_id", "rank"])
    }
}

@Suite("Validating experiments")
struct ExperimentValidationTests {
    @Test("an arm kept before arms had weights of components is read, and weights are named by component")
    func armForm() throws {
        let old = try JSONDecoder().decode(
            Experiment.Arm.self, from: Data(#"{"name":"a","mode":"rules","weight":1}"#.utf8))
        #expect(old == Experiment.Arm(name: "a", mode: .rules, weight: 1))
        let arm = Experiment.Arm(name: "a", mode: .rules, weight: 1, weights: [.tempo: 0.5])
        let text = String(decoding: try JSONEncoder().encode(arm), as: UTF8.self)
        #expect(text.contains(#""weights":{"tempo":0.5}"#))
        #expect(try JSONDecoder().decode(Experiment.Arm.self, from: Data(text.utf8)) == arm)
    }

    @Test("a weight out of its bounds is named", arguments: [-0.01, 2.01, .nan, .infinity])
    func armWeights(_ weight: Double) {
        var experiment = Experiment.fusionVersusRules
        experiment.arms[1].weights = [.key: 2, .tempo: weight]
        #expect(experiment.problems().map(\.field) == ["arms[1].weights.tempo"])
    }

    @Test("the built-in experiment, and one at every limit, has no problem")
    func fine() {
        #expect(Experiment.fusionVersusRules.problems().isEmpty)
        let limit = Experiment(
            name: String(repeating: "a", count: 64), salt: "", enabled: false, traffic: 0,
            arms: (0..<8).map { .init(name: "arm-\($0)", mode: .rules, weight: 1e-9) })
        #expect(limit.problems().isEmpty)
    }

    @Test("each field that is wrong is named")
    func named() {
        let cases: [(String, @Sendable (inout Experiment) -> Void)] = [
            ("name", { $0.name = "" }), ("name", { $0.name = "A b" }),
            ("name", { $0.name = String(repeating: "a", count: 65) }),
            ("salt", { $0.salt = String(repeating: "s", count: 65) }), ("salt", { $0.salt = "\n" }),
            ("traffic", { $0.traffic = 1.1 }), ("traffic", { $0.traffic = -0.1 }), ("traffic", { $0.traffic = .nan }),
            ("arms", { $0.arms = [] }),
            ("arms", { $0.arms = (0..<9).map { .init(name: "arm-\($0)", mode: .rules, weight: 1) } }),
            ("arms[1].name", { $0.arms[1].name = "fusion" }), ("arms[0].name", { $0.arms[0].name = "Ü" }),
            ("arms[1].weight", { $0.arms[1].weight = 0 }), ("arms[1].weight", { $0.arms[1].weight = -1 }),
            ("arms[0].weight", { $0.arms[0].weight = .nan }), ("arms[0].weight", { $0.arms[0].weight = .infinity }),
        ]
        for (field, spoil) in cases {
            var experiment = Experiment.fusionVersusRules
            spoil(&experiment)
            #expect(experiment.problems().map(\.field) == [field])
        }
    }
}

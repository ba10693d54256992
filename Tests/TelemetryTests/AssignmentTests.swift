import Ranking
import Telemetry
import Testing

@Suite("Dealing sessions to arms")
struct AssignmentTests {
    private func sessions(_ count: Int) -> [SessionID] { (0..<count).compactMap { SessionID("song-\($0)") } }

    private func experiment(traffic: Double = 1, weights: [Double] = [1, 1], salt: String = "2026-1") -> Experiment {
        Experiment(
            name: "ab", salt: salt, enabled: true, traffic: traffic,
            arms: weights.enumerated().map { .init(name: "arm-\($0.offset)", mode: .fusion, weight: $0.element) })
    }

    /// The fractions behind these were computed outside this program: 0.980, 0.555, 0.866, 0.095, 0.981.
    @Test(
        "these sessions are in these arms for ever",
        arguments: zip(["song-1", "song-2", "song-42", "a", "session:X.9"], [1, 1, 1, 0, 1]))
    func golden(_ session: String, _ arm: Int) throws {
        let session = try #require(SessionID(session))
        #expect(Experiment.fusionVersusRules.arm(for: session)?.mode == [.fusion, .rules][arm])
        #expect(experiment().arm(for: session)?.name == "arm-\(arm)")
    }

    /// Shares of four arms that part these sessions: 0.098, 0.55, 0.87, 0.9805.
    @Test("the fraction that chooses the arm is the documented one")
    func goldenFractions() throws {
        let finely = experiment(weights: [0.094, 0.461, 0.311, 0.1142, 0.0005, 0.0193])
        let arms = try ["a", "song-2", "song-42", "song-1", "session:X.9"].map {
            finely.arm(for: try #require(SessionID($0)))?.name
        }
        #expect(arms == ["arm-1", "arm-2", "arm-3", "arm-4", "arm-5"])
    }

    @Test("weights are respected over many sessions", arguments: [[1, 1], [3, 1], [1, 2, 3, 4], [0.1, 0.1, 0.1]])
    func shares(_ weights: [Double]) {
        let experiment = experiment(weights: weights)
        let count = 100_000
        var dealt: [String: Int] = [:]
        for session in sessions(count) { dealt[experiment.arm(for: session)?.name ?? "none", default: 0] += 1 }
        let total = weights.reduce(0, +)
        for (place, weight) in weights.enumerated() {
            let share = Double(dealt["arm-\(place)"] ?? 0) / Double(count)
            // Five standard deviations of a share are below 0.8 points here.
            #expect(abs(share - weight / total) < 0.008, "\(dealt)")
        }
    }

    @Test("the traffic's share of sessions takes part, dealt as always", arguments: [0, 0.1, 0.5, 0.9, 1])
    func traffic(_ traffic: Double) {
        let all = experiment()
        let some = experiment(traffic: traffic)
        var part = 0
        var first = 0
        for session in sessions(100_000) {
            guard let arm = some.arm(for: session) else { continue }
            part += 1
            if arm.name == "arm-0" { first += 1 }
            #expect(arm == all.arm(for: session))
        }
        #expect(abs(Double(part) / 100_000 - traffic) < 0.008)
        if part > 0 { #expect(abs(Double(first) / Double(part) - 0.5) < 0.03) }
    }

    @Test("raising the traffic moves nobody who took part")
    func raising() {
        let narrow = experiment(traffic: 0.2)
        let wide = experiment(traffic: 0.6)
        for session in sessions(5000) {
            if let arm = narrow.arm(for: session) { #expect(wide.arm(for: session) == arm) }
        }
    }

    @Test("another salt deals anew: half of the sessions change between two equal arms")
    func salt() {
        let first = experiment()
        let second = experiment(salt: "2026-2")
        let moved = sessions(100_000).count { first.arm(for: $0)?.name != second.arm(for: $0)?.name }
        #expect(abs(Double(moved) / 100_000 - 0.5) < 0.008)
    }

    @Test("an experiment that is off, or has no usable arm, deals nobody")
    func nobody() throws {
        let session = try #require(SessionID("a"))
        var off = experiment()
        off.enabled = false
        #expect(off.arm(for: session) == nil)
        #expect(experiment(weights: []).arm(for: session) == nil)
        #expect(experiment(weights: [0, -1, .nan]).arm(for: session) == nil)
        #expect(experiment(traffic: .nan).arm(for: session) == nil)
    }
}

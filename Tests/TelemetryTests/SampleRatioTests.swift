import Telemetry
import Testing

@Suite("Sample ratio")
struct SampleRatioTests {
    /// χ² by hand: Σ (seen − expected)² / expected, against 10.828 and 13.816.
    @Test("sessions dealt off their weights are noticed")
    func mismatch() {
        #expect(SampleRatio(sessions: [500, 500], weights: [1, 1]) == .asDealt(chiSquared: 0))
        #expect(SampleRatio(sessions: [550, 450], weights: [1, 1]) == .asDealt(chiSquared: 10))
        #expect(SampleRatio(sessions: [560, 440], weights: [5, 5]) == .mismatch(chiSquared: 14.4))
        #expect(SampleRatio(sessions: [750, 250], weights: [3, 1]) == .asDealt(chiSquared: 0))
        #expect(SampleRatio(sessions: [120, 90, 90], weights: [1, 1, 1]) == .asDealt(chiSquared: 6))
        #expect(SampleRatio(sessions: [150, 75, 75], weights: [1, 1, 1]) == .mismatch(chiSquared: 37.5))
    }

    @Test("too few sessions, one arm or none are not tested", arguments: [[4, 5], [12], [], [0, 0]])
    func untested(_ sessions: [Int]) {
        #expect(SampleRatio(sessions: sessions, weights: sessions.map { _ in 1 }) == .untested)
    }

    @Test("a mismatch overrules every other verdict")
    func overrules() {
        let tallies = [
            ArmTally(arm: "fusion", sessions: 900, sets: 5000, impressions: 5000, acceptedSets: 2500),
            ArmTally(arm: "rules", sessions: 100, sets: 5000, impressions: 5000, acceptedSets: 100),
        ]
        let report = ExperimentReport(of: .fusionVersusRules, tallies: tallies)
        #expect(report.verdict == .unreliable)
        #expect(report.verdict.sentence.contains("cannot be trusted"))
    }
}

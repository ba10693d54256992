import Ranking
import Telemetry
import Testing

@Suite("An experiment's report")
struct ReportTests {
    private let experiment = Experiment.fusionVersusRules

    private func tally(_ arm: String, sets: Int, accepted: Int, sessions: Int = 0) -> ArmTally {
        ArmTally(arm: arm, sessions: sessions, sets: sets, impressions: sets * 10, acceptedSets: accepted)
    }

    private func report(_ fusion: (Int, Int), _ rules: (Int, Int)) -> ExperimentReport {
        ExperimentReport(
            of: experiment,
            tallies: [
                tally("rules", sets: rules.1, accepted: rules.0), tally("fusion", sets: fusion.1, accepted: fusion.0),
            ])
    }

    @Test("rates are counts over what was sent, in the order of the experiment's arms")
    func rates() {
        let rules = ArmTally(
            arm: "rules", sessions: 3, sets: 4, impressions: 40, views: 20, previews: 10, accepts: 5, skips: 8,
            acceptedSets: 3)
        let report = ExperimentReport(of: experiment, tallies: [rules, ArmTally(arm: "an arm of old", sets: 9)])
        #expect(report.arms.map(\.arm) == ["fusion", "rules"])
        #expect(report.arms[1].mode == .rules)
        #expect(report.arms[1].viewThrough == Rate(20, of: 40))
        #expect(report.arms[1].previewRate == Rate(10, of: 40))
        #expect(report.arms[1].acceptRate == Rate(5, of: 40))
        #expect(report.arms[1].skipRate == Rate(8, of: 40))
        #expect(report.arms[1].acceptedSets == Rate(3, of: 4))
        #expect(report.arms[0].acceptedSets.value == nil)
        #expect(report.comparisons.isEmpty)
    }

    /// Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, example (a), method 10; the statistic by hand:
    /// 0.2 / √(104/150 · 46/150 · (1/70 + 1/80)).
    @Test("the difference, its interval and its statistic agree with the published example")
    func difference() throws {
        let comparison = try #require(report((48, 80), (56, 70)).comparisons.first)
        #expect(comparison.arm == "rules")
        #expect(comparison.control == "fusion")
        #expect(abs(comparison.difference - 0.2) < 1e-12)
        #expect(abs(comparison.interval.low - 0.0524) < 0.00005)
        #expect(abs(comparison.interval.high - 0.3339) < 0.00005)
        #expect(abs(comparison.z - 2.65017) < 0.00001)
        #expect(comparison.isDecided)
    }

    @Test("rates that do not vary have the statistic zero")
    func noVariance() throws {
        let comparison = try #require(report((0, 10), (0, 10)).comparisons.first)
        #expect(comparison.z == 0)
        #expect(!comparison.isDecided)
    }

    /// By hand: 7.8489 · (p₁(1−p₁) + p₂(1−p₂)) / 0.0025.
    @Test(
        "the sets needed follow the control's rate",
        arguments: [(0, 0, 1562), (100, 1000, 691), (0, 1000, 161), (1000, 1000, 161), (400, 2000, 1094)])
    func setsNeeded(_ accepted: Int, _ sets: Int, _ needed: Int) {
        #expect(Verdict.setsNeeded(control: Rate(accepted, of: sets)) == needed)
    }

    @Test("before there are enough sets the verdict says how many more are needed")
    func notEnough() {
        let nothing = ExperimentReport(of: experiment, tallies: [])
        #expect(nothing.verdict == .notEnoughData(moreSets: 2 * 1562))
        #expect(nothing.verdict.sentence == "Not enough data yet: 3124 more sets are needed.")
        #expect(report((400, 2000), (300, 1093)).verdict.sentence == "Not enough data yet: 1 more set is needed.")
    }

    @Test("with enough sets the better arm is named with its margin, whichever it is")
    func better() {
        let rulesWin = report((400, 2000), (520, 2000)).verdict
        #expect(
            rulesWin.sentence
                == "rules is better: 6.0 points more of its sets led to an accept than of fusion's "
                + "(95 % confidence: 3.4 to 8.6).")
        let fusionWins = report((520, 2000), (400, 2000)).verdict
        #expect(
            fusionWins.sentence
                == "fusion is better: 6.0 points more of its sets led to an accept than of rules's "
                + "(95 % confidence: 3.4 to 8.6).")
    }

    @Test("equal arms with enough sets are said to be equal")
    func equal() {
        #expect(report((400, 2000), (410, 2000)).verdict == .noDifferenceFound)
    }

    @Test("one arm has nothing to be compared with")
    func oneArm() {
        let alone = Experiment(
            name: "x", salt: "", enabled: true, traffic: 1, arms: [.init(name: "only", mode: .fusion, weight: 1)])
        #expect(ExperimentReport(of: alone, tallies: []).verdict == .nothingToCompare)
        var none = alone
        none.arms = []
        #expect(ExperimentReport(of: none, tallies: []).verdict == .nothingToCompare)
    }

    @Test("more arms ask for a wider margin: the 95 % are shared")
    func shared() throws {
        let three = Experiment(
            name: "x", salt: "", enabled: true, traffic: 1,
            arms: ["a", "b", "c"].map { .init(name: $0, mode: .fusion, weight: 1) })
        let tallies = [
            tally("a", sets: 3000, accepted: 600), tally("b", sets: 3000, accepted: 666),
            tally("c", sets: 3000, accepted: 590),
        ]
        let report = ExperimentReport(of: three, tallies: tallies)
        let pair = ExperimentReport(
            of: Experiment(name: "x", salt: "", enabled: true, traffic: 1, arms: Array(three.arms.prefix(2))),
            tallies: tallies)
        #expect(report.comparisons.map(\.arm) == ["b", "c"])
        #expect(pair.comparisons[0].isDecided)
        #expect(!report.comparisons[0].isDecided)
        #expect(report.verdict == .noDifferenceFound)
    }
}

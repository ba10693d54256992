import Engine
import Ranking
import Streaming
import Telemetry

extension JSONWriter {
    /// `GET /v1/experiments/{name}/report`: counts and rates per arm, comparisons with the first arm, and a verdict.
    mutating func report(_ report: ExperimentReport) {
        object { json in
            json.key("experiment")
            json.experiment(report.experiment)
            json.key("arms")
            json.array(report.arms) { $0.arm($1) }
            json.key("comparisons")
            json.array(report.comparisons) { $0.comparison($1) }
            json.key("sample_ratio")
            json.ratio(report.ratio)
            json.key("verdict")
            json.object { json in
                json.member("kind", report.verdict.kind)
                json.member("sentence", report.verdict.sentence)
            }
        }
    }

    private mutating func arm(_ arm: ArmReport) {
        object { json in
            json.member("name", arm.arm)
            json.member("mode", arm.mode.rawValue)
            json.member("sessions", arm.tally.sessions)
            json.member("sets", arm.tally.sets)
            json.member("impressions", arm.tally.impressions)
            json.member("views", arm.tally.views)
            json.member("previews", arm.tally.previews)
            json.member("accepts", arm.tally.accepts)
            json.member("skips", arm.tally.skips)
            json.key("rates")
            json.object { json in
                json.rate("view", arm.viewThrough)
                json.rate("preview", arm.previewRate)
                json.rate("accept", arm.acceptRate)
                json.rate("skip", arm.skipRate)
                json.rate("accepted_sets", arm.acceptedSets)
            }
        }
    }

    /// Without a chance the rate is unknown, not 0.
    private mutating func rate(_ name: StaticString, _ rate: Rate) {
        let interval = rate.interval()
        key(name)
        object { json in
            json.member("value", rate.value)
            json.member("low", interval?.low)
            json.member("high", interval?.high)
        }
    }

    private mutating func comparison(_ comparison: Comparison) {
        object { json in
            json.member("arm", comparison.arm)
            json.member("control", comparison.control)
            json.member("difference", comparison.difference)
            json.member("low", comparison.interval.low)
            json.member("high", comparison.interval.high)
            json.member("z", comparison.z)
            json.member("decided", comparison.isDecided)
        }
    }

    private mutating func ratio(_ ratio: SampleRatio) {
        let (state, chiSquared): (String, Double?) =
            switch ratio {
            case .untested: ("untested", nil)
            case .asDealt(let chiSquared): ("as_dealt", chiSquared)
            case .mismatch(let chiSquared): ("mismatch", chiSquared)
            }
        object { json in
            json.member("state", state)
            json.member("chi_squared", chiSquared)
        }
    }
}

extension Verdict {
    fileprivate var kind: String {
        switch self {
        case .nothingToCompare: "nothing_to_compare"
        case .unreliable: "unreliable"
        case .notEnoughData: "not_enough_data"
        case .better: "better"
        case .controlIsBest: "control_is_best"
        case .noDifferenceFound: "no_difference_found"
        }
    }
}

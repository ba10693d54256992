import Ranking

extension Experiment {
    /// Most arms one question may have.
    public static let mostArms = 8

    /// Everything that is wrong with the experiment; empty when it may run.
    public func problems() -> [TelemetryProblem] {
        var problems: [TelemetryProblem] = []
        if !name.isExperimentName {
            problems.append(
                TelemetryProblem(field: "name", detail: "The name is not 1 to 64 characters of a-z, 0-9 and \"-\"."))
        }
        if salt.utf8.count > 64 || salt.hasControlCharacter {
            problems.append(
                TelemetryProblem(field: "salt", detail: "The salt is not up to 64 bytes without control characters."))
        }
        if !(0...1).contains(traffic) {
            problems.append(
                TelemetryProblem(
                    field: "traffic", detail: "The traffic is \(traffic); a share from 0 to 1 is accepted."))
        }
        if !(1...Self.mostArms).contains(arms.count) {
            problems.append(
                TelemetryProblem(
                    field: "arms", detail: "There are \(arms.count) arms; 1 to \(Self.mostArms) are accepted."))
        }
        return problems + armProblems()
    }

    private func armProblems() -> [TelemetryProblem] {
        var problems: [TelemetryProblem] = []
        var names: Set<String> = []
        for (place, arm) in arms.enumerated() {
            let field = "arms[\(place)]"
            if !arm.name.isExperimentName {
                problems.append(
                    TelemetryProblem(
                        field: field + ".name",
                        detail: "The arm's name is not 1 to 64 characters of a-z, 0-9 and \"-\"."))
            }
            if !names.insert(arm.name).inserted {
                problems.append(
                    TelemetryProblem(field: field + ".name", detail: "Two arms are called \"\(arm.name)\"."))
            }
            if !(arm.weight > 0 && arm.weight <= 1_000_000) {
                problems.append(
                    TelemetryProblem(
                        field: field + ".weight",
                        detail: "The weight is \(arm.weight); a number above 0, up to 1000000, is accepted."))
            }
            for (component, weight) in arm.weights.sorted(by: { $0.key.rawValue < $1.key.rawValue })
            where !Weights.range.contains(weight) {
                problems.append(
                    TelemetryProblem(
                        field: field + ".weights.\(component.rawValue)",
                        detail: "The weight is \(weight); a number from 0 to 2 is accepted."))
            }
        }
        return problems
    }
}

extension String {
    /// 1–64 of `a-z 0-9 -`.
    fileprivate var isExperimentName: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

/// One thing wrong with a telemetry event or an experiment: the field by its wire name, and what is accepted.
public struct TelemetryProblem: Error, Hashable, Sendable {
    /// Relative to the value that was checked: `rank`, `arms[1].weight`.
    public var field: String
    /// A sentence: what was given and what is accepted.
    public var detail: String

    public init(field: String, detail: String) {
        self.field = field
        self.detail = detail
    }
}

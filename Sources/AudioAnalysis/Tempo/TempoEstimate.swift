/// A tempo with the probability that it is right (half and double count as wrong), and the runner-up.
struct TempoEstimate: Hashable, Sendable {
    var bpm: Double
    var confidence: Double
    /// Whether the whole file is a whole number of beats at ``bpm``.
    var fitsDuration: Bool
    /// Whether something starts more than once, or comes again: without, the length alone speaks.
    var hasPulse: Bool
    /// Other tempi it may be, half or double time among them, with what probability is left to each; most probable first.
    var others: [Candidate<Double>]
}

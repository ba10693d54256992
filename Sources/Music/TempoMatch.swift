/// How a sample's tempo is counted against the session's.
public enum TempoRelation: String, CaseIterable, Hashable, Sendable {
    case same
    /// The sample runs at half the session's tempo: 70 in 140.
    case half
    /// The sample runs at twice the session's tempo: 140 in 70.
    case double

    /// What the sample's tempo is multiplied by to be counted in the session's time.
    @inlinable public var factor: Double {
        switch self {
        case .same: 1
        case .half: 2
        case .double: 0.5
        }
    }
}

/// A sample's tempo against a session's, counted at the same, half or double time, whichever is nearest.
public struct TempoMatch: Hashable, Sendable {
    public let relation: TempoRelation
    /// The sample's tempo in the session's time minus the session's, BPM.
    public let difference: Double

    /// Both tempi in BPM, above 0. Of equal distances the same time wins, then half.
    @inlinable public init(sample: Double, session: Double) {
        let same = sample - session
        let half = sample * 2 - session
        let double = sample * 0.5 - session
        if same.magnitude <= half.magnitude, same.magnitude <= double.magnitude {
            relation = .same
            difference = same
        } else if half.magnitude <= double.magnitude {
            relation = .half
            difference = half
        } else {
            relation = .double
            difference = double
        }
    }

    /// BPM, never negative.
    @inlinable public var distance: Double { difference.magnitude }
}

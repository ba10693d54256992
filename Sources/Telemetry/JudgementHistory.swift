public import Ranking

/// Accepts and skips as undos leave them: a pure reducer over events in the order in which they were received.
///
/// An undo takes back the newest judgement of its sample in its set and session; what was judged there before stays, and
/// a second undo takes back nothing more.
public struct JudgementHistory: Sendable {
    /// What an undo speaks about.
    private struct Subject: Hashable {
        var session: SessionID
        var set: String
        var sample: SampleID
    }

    private var made: [JudgedSample?] = []
    private var newest: [Subject: Int] = [:]

    public init() {}

    /// The judgements that stand, oldest first.
    public var standing: [JudgedSample] { made.compactMap { $0 } }

    /// Takes in one event and returns the judgement it took back, if it did.
    @discardableResult
    public mutating func take(
        _ kind: TelemetryKind, of sample: SampleID, set: String, session: SessionID, at time: UnixTime
    ) -> JudgedSample? {
        let subject = Subject(session: session, set: set, sample: sample)
        if let judgement = kind.judgement {
            newest[subject] = made.count
            made.append(JudgedSample(judgement: judgement, sample: sample, session: session, at: time))
        } else if kind == .undo, let place = newest.removeValue(forKey: subject) {
            defer { made[place] = nil }
            return made[place]
        }
        return nil
    }
}

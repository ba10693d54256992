/// Accepts against skips, fading with a half-life of 14 days.
struct Balance: Hashable, Sendable {
    /// Two weeks, in seconds: as long as freshness takes to fade to e⁻¹.
    static let halfLife = 14.0 * 86_400
    /// A skip may only mean "not now".
    static let skipWeight = 0.3

    /// Faded to ``at``.
    private(set) var accepts = 0.0
    private(set) var skips = 0.0
    /// Pins, which count as accepts that do not fade while they stand.
    private(set) var standing = 0.0
    /// The time to which both are faded.
    private(set) var at: UnixTime

    init(at: UnixTime) { self.at = at }

    /// Adds `count` judgements made at `time`; a negative count takes them back. Times may come in any order.
    mutating func add(_ judgement: Judgement, _ count: Double = 1, at time: UnixTime) {
        let fading = Decay.halving(age: time.since(at), halfLife: Self.halfLife)
        accepts *= fading
        skips *= fading
        at = max(at, time)
        let amount = count * Decay.halving(age: at.since(time), halfLife: Self.halfLife)
        switch judgement {
        case .accept: accepts = max(0, accepts + amount)
        case .skip: skips = max(0, skips + amount)
        }
    }

    /// Adds pins; a negative count takes them back.
    mutating func stand(_ count: Double) { standing = max(0, standing + count) }

    /// Pins and decayed accepts minus weighted skips at `now`, squashed to −1…1 by x / (1 + |x|).
    func value(at now: UnixTime) -> Double {
        let fading = Decay.halving(age: now.since(at), halfLife: Self.halfLife)
        let raw = standing + (accepts - Self.skipWeight * skips) * fading
        return raw / (1 + raw.magnitude)
    }
}

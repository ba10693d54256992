public import Music

/// The hard filters of one context: what a sample must be to be suggested at all. Bans are apart; they never loosen.
public struct Filters: Hashable, Sendable {
    /// Session tempo, BPM; `nil` lets every tempo pass.
    public var bpm: Double?
    /// BPM on either side, at the same, half or double time.
    public var tolerance: Double
    /// `nil` lets every key pass.
    public var key: Key?
    public var policy: KeyPolicy
    /// One of these must be the sample's role; `nil` lets every role pass, and an unknown one.
    public var roles: Set<Role>?

    /// The tolerance and policy of a session that names none.
    public static let defaultTolerance = 5.0
    public static let defaultPolicy = KeyPolicy.compatible

    /// The filters a context asks for. A key the sender doubts does not filter.
    ///
    /// - Parameter gap: what a wish for `auto` comes to; without one it filters nothing.
    public init(_ context: SessionContext, filling gap: ArrangementGap? = nil) {
        bpm = context.bpm
        tolerance = context.preferences.bpmTolerance ?? Self.defaultTolerance
        key = context.keyFilters ? context.key : nil
        policy = context.preferences.keyPolicy ?? Self.defaultPolicy
        roles =
            switch context.role {
            case .only(let role): [role]
            case .auto: gap.flatMap { $0.lacking.isEmpty ? nil : Set($0.lacking) }
            case nil: nil
            }
    }

    /// No filter at all.
    public static var none: Filters { Filters(SessionContext()) }

    /// These filters with one of them loosened, or `nil` when that loosens nothing.
    public func loosened(_ relaxation: Relaxation) -> Filters? {
        var filters = self
        switch relaxation {
        case .tempo where bpm != nil && tolerance > 0: filters.tolerance *= 2
        case .keyCompatible where key != nil && policy == .exact: filters.policy = .compatible
        case .keyAny where key != nil && policy != .any: filters.policy = .any
        case .role where roles != nil: filters.roles = nil
        default: return nil
        }
        return filters
    }

    /// These filters with each of some loosened.
    public func loosened(by relaxations: [Relaxation]) -> Filters {
        relaxations.reduce(self) { $0.loosened($1) ?? $0 }
    }

    /// Whether a tempo in BPM is within the tolerance at the same, half or double time.
    public func admits(tempo: Double) -> Bool {
        guard let bpm else { return true }
        return TempoMatch(sample: tempo, session: bpm).distance <= tolerance
    }

    /// Whether a key that is sure enough to filter passes.
    public func admits(key sampleKey: Key) -> Bool {
        guard let key else { return true }
        return policy.allows(KeyRelation(sampleKey, key))
    }

    /// Whether a role passes; an unknown one does not when a role is asked for.
    public func admits(role: Role?) -> Bool { roles.map { wished in role.map(wished.contains) ?? false } ?? true }

    /// Whether a sample passes every filter. Unknown tempo and unsure key pass; an unknown role does not.
    public func admits(_ sample: SampleFacts) -> Bool {
        relaxationsNeeded(by: sample).isEmpty
    }

    /// The relaxations without which the sample would not pass, in the order of ``Relaxation``.
    public func relaxationsNeeded(by sample: SampleFacts) -> [Relaxation] {
        var needed: [Relaxation] = []
        if let tempo = sample.tempo?.value, !admits(tempo: tempo) { needed.append(.tempo) }
        if let sampleKey = sample.key?.value, sample.keyFilters, !admits(key: sampleKey) {
            let compatible = loosened(.keyCompatible)?.admits(key: sampleKey) ?? false
            needed.append(compatible ? .keyCompatible : .keyAny)
        }
        if !admits(role: sample.role?.value) { needed.append(.role) }
        return needed
    }
}

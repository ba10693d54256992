/// What a caller may do. Scopes do not imply each other.
public enum Scope: String, CaseIterable, Hashable, Sendable, Comparable {
    /// Lists, streams, the library's facts and sounds.
    case read
    /// Contexts, telemetry, pins, bans and corrections.
    case write
    /// Scans, experiments, metrics and what operators look at.
    case admin

    /// From least to most.
    public static func < (a: Scope, b: Scope) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The scopes of a `scope` claim (RFC 8693 §4.2): names separated by spaces. Names that are not known here are for others.
    public static func set(_ claim: String) -> Set<Scope> {
        Set(claim.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
    }

    /// The scopes as a claim has them.
    public static func claim(_ scopes: some Sequence<Scope>) -> String {
        scopes.sorted().map(\.rawValue).joined(separator: " ")
    }
}

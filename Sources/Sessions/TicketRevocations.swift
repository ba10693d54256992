public import Ranking

/// Until when the stream tickets of a caller are worth nothing. A ticket lives for a quarter of an hour at most, so that older
/// revocations need not be remembered. Pure.
public struct TicketRevocations: Sendable {
    /// Seconds after which every ticket of the time of a revocation has expired.
    public static let memory = 900.0

    private var moments: [String: UnixTime] = [:]

    public init() {}

    /// Takes back the tickets of a caller that were issued until `moment`. False when that was known.
    ///
    /// - Complexity: O(callers whose tickets were taken back lately).
    public mutating func revoke(_ subject: String, until moment: UnixTime, at now: UnixTime) -> Bool {
        moments = moments.filter { now.since($0.value) < Self.memory }
        guard moments[subject].map({ $0 < moment }) ?? true, now.since(moment) < Self.memory else { return false }
        moments[subject] = moment
        return true
    }

    /// Whether a ticket is worth nothing now.
    public func covers(_ subject: String, issuedAt: UnixTime) -> Bool {
        moments[subject].map { issuedAt <= $0 } ?? false
    }
}

/// Revocations on disk, for a node that starts again. Conformer: `Catalog`.
public protocol RevocationStore: Sendable {
    func revoke(_ subject: String, until moment: UnixTime) async throws
    /// Those that are not older than `earliest`.
    func revocations(since earliest: UnixTime) async throws -> [String: UnixTime]
}

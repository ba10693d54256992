import Ranking

/// Lists that other nodes owe to eyes at this one: their contexts have come, the lists have not. Pure.
struct OwedLists: Sendable {
    private struct Debt {
        var revision: Int
        /// Monotonic nanoseconds.
        var since: UInt64
    }

    private var debts: [SessionID: Debt] = [:]
    /// Whether all that this node knows has to be said again, and since when.
    private(set) var mustSayAll: UInt64?

    /// A node that takes a change ranks it in a few milliseconds. One that has not in this time has died.
    static let patience: UInt64 = 500_000_000

    mutating func owe(_ session: SessionID, revision: Int, at now: UInt64) {
        debts[session] = Debt(revision: revision, since: debts[session]?.since ?? now)
    }

    mutating func pay(_ session: SessionID, revision: Int) {
        if let debt = debts[session], revision >= debt.revision { debts[session] = nil }
    }

    /// The sessions whose lists have been waited for long enough, once, with the revision that was told of.
    mutating func takeDue(at now: UInt64) -> [(session: SessionID, revision: Int)] {
        let due = debts.filter { now > $0.value.since + Self.patience }
        for session in due.keys { debts[session] = nil }
        return due.map { ($0.key, $0.value.revision) }.sorted { $0.session < $1.session }
    }

    mutating func sayAll(at now: UInt64) { mustSayAll = now }
    mutating func saidAll() { mustSayAll = nil }
}

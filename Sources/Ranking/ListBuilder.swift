/// Composes one list: pins, then scored rows best first without near-duplicates, within the cap per pack, spread by
/// maximal marginal relevance. Rows may be offered in several rounds of falling scores until the list is full.
public struct ListBuilder {
    /// The cosines between the vector of a row and those of others; NaN where they cannot be compared.
    public typealias Cosines = (_ row: Int32, _ others: [Int32]) -> [Double]

    public private(set) var policy: ListPolicy
    /// Best first, after the pins.
    public private(set) var chosen: [ScoredRow] = []
    /// How many of ``chosen`` are pins.
    public private(set) var pinned = 0
    /// How many were chosen when packs were let past their cap; `nil` while they are not.
    public private(set) var lifted: Int?
    /// How many offered rows were nearly the same sound as a chosen one.
    public private(set) var repeats = 0

    private let table: FeatureTable
    private let cosines: Cosines
    /// Seconds of each of ``chosen``, read once.
    private var durations: [Double] = []
    private var perPack: [Int32: Int] = [:]
    /// Rows the cap refused, best first.
    private var heldBack: [ScoredRow] = []

    /// - Parameter pins: in pin order; they count towards the limit and their packs' caps.
    public init(_ policy: ListPolicy, table: FeatureTable, pins: [ScoredRow] = [], cosines: @escaping Cosines) {
        self.policy = policy
        self.table = table
        self.cosines = cosines
        for pin in pins.prefix(policy.limit) { choose(pin, durationSeconds: duration(of: pin)) }
        pinned = chosen.count
    }

    public var isFull: Bool { chosen.count >= policy.limit }

    /// Whether no further row of this row's pack may be chosen.
    public func isCapped(_ row: Int) -> Bool {
        guard let cap = policy.maxPerPack else { return false }
        let pack = table.features(ofRow: row).pack
        return perPack[pack, default: 0] >= cap && !table.packs[Int(pack)].isEmpty
    }

    /// Whether no further row of any pack may be chosen. O(packs).
    public var capsEveryPack: Bool {
        guard let cap = policy.maxPerPack, perPack.count == table.packs.count else { return false }
        return perPack.allSatisfy { pack, count in count >= cap && !table.packs[Int(pack)].isEmpty }
    }

    /// Offers rows in falling score order, none of them offered before.
    public mutating func offer(_ candidates: [ScoredRow]) {
        let offered = candidates.without(chosen.prefix(pinned))
        if policy.diversity > 0 {
            chooseSpread(offered)
        } else {
            for candidate in offered where !isFull { consider(candidate) }
        }
    }

    /// Lets packs go past the cap from now on, beginning with the rows it held back.
    public mutating func liftCap() {
        policy.maxPerPack = nil
        lifted = chosen.count
        offerHeldBack()
    }

    /// Offers what the cap held back so far, without the cap.
    public mutating func offerHeldBack() {
        let cap = policy.maxPerPack
        policy.maxPerPack = nil
        let rows = heldBack
        heldBack = []
        offer(rows)
        policy.maxPerPack = cap
    }

    /// Orders the first `limit` of what was chosen in stages as if it had been offered at once.
    public mutating func rearrange(limit: Int, by precedes: (ScoredRow, ScoredRow) -> Bool) {
        let rows = chosen.prefix(limit)
        var policy = policy
        policy.maxPerPack = nil
        var anew = ListBuilder(policy, table: table, pins: Array(rows.prefix(pinned)), cosines: cosines)
        anew.offer(rows.dropFirst(pinned).sorted(by: precedes))
        chosen = anew.chosen
        lifted = nil
    }

    private mutating func consider(_ candidate: ScoredRow) {
        if isCapped(Int(candidate.row)) {
            heldBack.append(candidate)
            return
        }
        let duration = duration(of: candidate)
        if repeats(candidate, durationSeconds: duration) {
            repeats += 1
        } else {
            choose(candidate, durationSeconds: duration)
        }
    }

    private func duration(of row: ScoredRow) -> Double { table.durationSeconds(ofRow: Int(row.row)) }

    private mutating func choose(_ candidate: ScoredRow, durationSeconds: Double) {
        chosen.append(candidate)
        durations.append(durationSeconds)
        perPack[table.features(ofRow: Int(candidate.row)).pack, default: 0] += 1
    }

    /// Takes the best of (1 − λ)·score − λ·(greatest cosine to what is chosen), again and again.
    private mutating func chooseSpread(_ candidates: [ScoredRow]) {
        var pool = candidates
        var nearest = [Double](repeating: 0, count: pool.count)
        func approach(_ chosen: ScoredRow) {
            for (place, cosine) in cosines(chosen.row, pool.map(\.row)).enumerated() where cosine > nearest[place] {
                nearest[place] = cosine
            }
        }
        for row in chosen { approach(row) }
        while !isFull, !pool.isEmpty {
            var best = 0
            var bestValue = -Double.infinity
            for place in pool.indices {
                let value = (1 - policy.diversity) * pool[place].score - policy.diversity * nearest[place]
                if value > bestValue { (best, bestValue) = (place, value) }
            }
            let candidate = pool.remove(at: best)
            nearest.remove(at: best)
            let before = chosen.count
            consider(candidate)
            if chosen.count > before, !isFull { approach(candidate) }
        }
    }

    /// Whether a chosen row is nearly the same sound.
    private func repeats(_ candidate: ScoredRow, durationSeconds duration: Double) -> Bool {
        // The lengths first: they decide most pairs, and cosines cost more.
        let alike = zip(chosen, durations).filter { ListPolicy.areTwins(1, $1, duration) }.map(\.0.row)
        if alike.isEmpty { return false }
        return cosines(candidate.row, alike).contains { ListPolicy.areTwins($0, duration, duration) }
    }
}

/// Composes one list: pins, then scored rows best first without near-duplicates, within the cap per pack, spread by
/// maximal marginal relevance. Rows may be offered in several rounds of falling scores until the list is full.
public struct ListBuilder {
    /// The cosine between the vectors of two rows, `nil` when they cannot be compared.
    public typealias Cosine = (_ a: Int, _ b: Int) -> Double?

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
    private let cosine: Cosine
    private var perPack: [Int32: Int] = [:]
    /// Rows the cap refused, best first.
    private var heldBack: [ScoredRow] = []

    /// - Parameter pins: in pin order; they count towards the limit and their packs' caps.
    public init(_ policy: ListPolicy, table: FeatureTable, pins: [ScoredRow] = [], cosine: @escaping Cosine) {
        self.policy = policy
        self.table = table
        self.cosine = cosine
        for pin in pins.prefix(policy.limit) { choose(pin) }
        pinned = chosen.count
    }

    public var isFull: Bool { chosen.count >= policy.limit }

    /// Whether no further row of this row's pack may be chosen.
    public func isCapped(_ row: Int) -> Bool {
        guard let cap = policy.maxPerPack else { return false }
        let pack = table.features(ofRow: row).row.pack
        return perPack[pack, default: 0] >= cap && !table.packs[Int(pack)].isEmpty
    }

    /// Offers rows in falling score order, none of them offered before.
    public mutating func offer(_ candidates: [ScoredRow]) {
        let pins = Set(chosen.prefix(pinned).map(\.row))
        let offered = candidates.filter { !pins.contains($0.row) }
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
        let rows = heldBack
        heldBack = []
        offer(rows)
    }

    private mutating func consider(_ candidate: ScoredRow) {
        if isCapped(Int(candidate.row)) {
            heldBack.append(candidate)
        } else if repeats(candidate) {
            repeats += 1
        } else {
            choose(candidate)
        }
    }

    private mutating func choose(_ candidate: ScoredRow) {
        chosen.append(candidate)
        perPack[table.features(ofRow: Int(candidate.row)).row.pack, default: 0] += 1
    }

    /// Takes the best of (1 − λ)·score − λ·(greatest cosine to what is chosen), again and again.
    private mutating func chooseSpread(_ candidates: [ScoredRow]) {
        var pool = candidates.map { candidate in
            (candidate, chosen.compactMap { cosine(Int($0.row), Int(candidate.row)) }.max() ?? 0)
        }
        while !isFull, !pool.isEmpty {
            var best = 0
            var bestValue = -Double.infinity
            for (place, (candidate, nearest)) in pool.enumerated() {
                let value = (1 - policy.diversity) * candidate.score - policy.diversity * max(nearest, 0)
                if value > bestValue { (best, bestValue) = (place, value) }
            }
            let (candidate, _) = pool.remove(at: best)
            let before = chosen.count
            consider(candidate)
            guard chosen.count > before else { continue }
            for place in pool.indices {
                if let near = cosine(Int(candidate.row), Int(pool[place].0.row)) {
                    pool[place].1 = max(pool[place].1, near)
                }
            }
        }
    }

    /// Whether a chosen row is nearly the same sound.
    private func repeats(_ candidate: ScoredRow) -> Bool {
        let duration = table.durationSeconds(ofRow: Int(candidate.row))
        return chosen.contains { other in
            let length = table.durationSeconds(ofRow: Int(other.row))
            // The lengths first: they decide most pairs, and a cosine costs more.
            return ListPolicy.areTwins(1, length, duration)
                && ListPolicy.areTwins(cosine(Int(other.row), Int(candidate.row)) ?? 0, length, duration)
        }
    }
}
